// Package shared fills a cache with what is the same for everybody.
package shared

import (
	"context"
	"database/sql"
	"time"

	"github.com/redis/go-redis/v9"
	"google.golang.org/grpc"
	"gorm.io/gorm"
)

type Good struct {
	ID   string
	Name string
}

type App struct {
	orm   *gorm.DB
	db    *sql.DB
	rdb   *redis.Client
	goods GoodsClient
}

func (a *App) onSale(ctx context.Context) (out []*Good, err error) {
	err = a.orm.WithContext(ctx).Model(&Good{}).Where("num > 0").Find(&out).Error
	return
}

// Goods has one miss bring in all that is on sale.
func (a *App) Goods(ctx context.Context) ([]string, error) {
	list, err := a.rdb.LRange(ctx, "goods", 0, -1).Result()
	if err != nil || len(list) > 0 {
		return list, err
	}
	goods, err := a.onSale(ctx)
	if err != nil {
		return nil, err
	}
	for i := range goods {
		if err := a.rdb.LPush(ctx, "goods", goods[i].Name).Err(); err != nil { // want "rebuild-loop warn LPUSH"
			return nil, err
		}
	}
	return list, nil
}

// Of has it bring in what is somebody's own.
func (a *App) Of(ctx context.Context, user string) ([]string, error) {
	list, err := a.rdb.LRange(ctx, "goods:"+user, 0, -1).Result()
	if err != nil || len(list) > 0 {
		return list, err
	}
	var goods []*Good
	if err := a.orm.WithContext(ctx).Model(&Good{}).Where("owner = ?", user).Find(&goods).Error; err != nil {
		return nil, err
	}
	for i := range goods {
		if err := a.rdb.LPush(ctx, "goods:"+user, goods[i].Name).Err(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

type ListReq struct{}

type ListResp struct{ Items []*Good }

func (r *ListResp) GetItems() []*Good { return r.Items }

// GoodsClient is as generated code has it.
type GoodsClient interface {
	List(ctx context.Context, in *ListReq, opts ...grpc.CallOption) (*ListResp, error)
}

// Catalogue stores what another server answers, one by one.
func (a *App) Catalogue(ctx context.Context) error {
	resp, err := a.goods.List(ctx, &ListReq{})
	if err != nil {
		return err
	}
	for _, g := range resp.GetItems() {
		if err := a.rdb.Set(ctx, "good:"+g.ID, g.Name, time.Hour).Err(); err != nil { // want "rebuild-loop warn SET"
			return err
		}
	}
	return nil
}
