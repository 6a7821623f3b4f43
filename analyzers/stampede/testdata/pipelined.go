// Package pipelined reads many entries by one pipeline, gathers which are missing, and
// loads those.
package pipelined

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"
	"gorm.io/gorm"
)

type video struct {
	ID    int64
	Title string
}

type store struct {
	rdb *redis.Client
	db  *gorm.DB
}

func key(id int64) string { return fmt.Sprintf("video:cache:%d", id) }

func (s *store) put(ctx context.Context, videos []*video) error {
	pipe := s.rdb.Pipeline()
	for _, v := range videos {
		pipe.HSet(ctx, key(v.ID), "id", v.ID, "title", v.Title)
		pipe.Expire(ctx, key(v.ID), time.Hour)
	}
	_, err := pipe.Exec(ctx)
	return err
}

// Replies goes through what the pipeline answered.
func (s *store) Replies(ctx context.Context, ids []int64) ([]*video, error) {
	videos := make([]*video, len(ids))
	pipe := s.rdb.Pipeline()
	for _, id := range ids {
		pipe.HGetAll(ctx, key(id))
	}
	replies, err := pipe.Exec(ctx)
	if err != nil {
		return nil, err
	}
	missing, at := make([]int64, 0), make([]int, 0)
	for i, reply := range replies {
		m := reply.(*redis.MapStringStringCmd).Val()
		if len(m) == 0 {
			missing, at = append(missing, ids[i]), append(at, i)
			continue
		}
		videos[i] = &video{Title: m["title"]}
	}
	if len(missing) > 0 {
		var rows []*video
		s.db.Where("id in (?)", missing).Find(&rows) // want "stampede warn DB.Find"
		for i, row := range rows {
			videos[at[i]] = row
		}
		_ = s.put(ctx, rows)
	}
	return videos, nil
}

// Commands goes through the commands that it has kept.
func (s *store) Commands(ctx context.Context, ids []int64) (videos []*video, err error) {
	pipe := s.rdb.Pipeline()
	cmds := make([]*redis.StringCmd, len(ids))
	for i, id := range ids {
		cmds[i] = pipe.Get(ctx, key(id))
	}
	if _, err := pipe.Exec(ctx); err != nil && err != redis.Nil {
		return nil, err
	}
	var missing []int64
	for i, cmd := range cmds {
		var v video
		if json.Unmarshal([]byte(cmd.Val()), &v) != nil {
			missing = append(missing, ids[i])
			continue
		}
		videos = append(videos, &v)
	}
	if len(missing) == 0 {
		return videos, nil
	}
	var rows []*video
	if err := s.db.Where("id in (?)", missing).Find(&rows).Error; err != nil { // want "stampede warn DB.Find"
		return nil, err
	}
	for _, row := range rows {
		b, _ := json.Marshal(row)
		s.rdb.Set(ctx, key(row.ID), b, time.Hour)
	}
	return append(videos, rows...), nil
}

// Refresh loads all of them, whatever the pipeline answers.
func (s *store) Refresh(ctx context.Context, ids []int64) (seen int, err error) {
	pipe := s.rdb.Pipeline()
	for _, id := range ids {
		pipe.HGetAll(ctx, key(id))
	}
	replies, err := pipe.Exec(ctx)
	if err != nil {
		return 0, err
	}
	for _, reply := range replies {
		if len(reply.(*redis.MapStringStringCmd).Val()) > 0 {
			seen++
		}
	}
	var rows []*video
	if err := s.db.Where("id in (?)", ids).Find(&rows).Error; err != nil {
		return 0, err
	}
	return seen, s.put(ctx, rows)
}

func serve(s *store) {
	http.HandleFunc("/videos", func(w http.ResponseWriter, r *http.Request) {
		_, _ = s.Replies(r.Context(), nil)
		_, _ = s.Commands(r.Context(), nil)
		_, _ = s.Refresh(r.Context(), nil)
	})
}
