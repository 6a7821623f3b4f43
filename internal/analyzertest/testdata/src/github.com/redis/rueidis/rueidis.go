// Package rueidis has the shape of rueidis and no behaviour.
package rueidis

import (
	"context"

	"github.com/redis/rueidis/internal/cmds"
)

type Completed = cmds.Completed

type Commands []Completed

type RedisResult struct{}

// IsRedisNil reports whether the answer was none.
func IsRedisNil(err error) bool { return false }

func (r RedisResult) Error() error                         { return nil }
func (r RedisResult) ToString() (string, error)            { return "", nil }
func (r RedisResult) AsStrSlice() ([]string, error)        { return nil, nil }
func (r RedisResult) AsStrMap() (map[string]string, error) { return nil, nil }

type Client interface {
	B() cmds.Builder
	Do(ctx context.Context, cmd Completed) RedisResult
	DoMulti(ctx context.Context, multi ...Completed) []RedisResult
	Close()
}
