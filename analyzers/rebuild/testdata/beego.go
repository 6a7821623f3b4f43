// Package beego fills a cache from rows that beego's mapper reads.
package beego

import (
	"context"
	"time"

	"github.com/beego/beego/v2/client/orm"
	"github.com/redis/go-redis/v9"
)

// Option is a row.
type Option struct{ Name, Value string }

// Options are kept in Redis.
type Options struct{ rdb *redis.Client }

// Save keeps them all anew.
func (o *Options) Save(ctx context.Context) error {
	var all []*Option
	if _, err := orm.NewOrm().QueryTable(new(Option)).All(&all); err != nil {
		return err
	}
	for _, opt := range all {
		if err := o.rdb.Set(ctx, "option:"+opt.Name, opt.Value, time.Hour).Err(); err != nil { // want "rebuild-loop fail"
			return err
		}
	}
	return nil
}

// SaveSome keeps a page of them.
func (o *Options) SaveSome(ctx context.Context) error {
	var some []*Option
	if _, err := orm.NewOrm().QueryTable(new(Option)).Limit(10).All(&some); err != nil {
		return err
	}
	for _, opt := range some {
		if err := o.rdb.Set(ctx, "option:"+opt.Name, opt.Value, time.Hour).Err(); err != nil { // want "rebuild-loop warn"
			return err
		}
	}
	return nil
}
