// Package fresh looks for an id that nobody has.
package fresh

import (
	"context"
	"errors"
	"math/rand"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

var errTaken = errors.New("taken")

type IDs struct{ rdb *redis.Client }

func generate() string { return strconv.Itoa(rand.Int()) }

// Next counts those that are taken, and no failures.
func (i *IDs) Next(ctx context.Context) (string, error) {
	tries := 0
	for {
		id := generate()
		n, err := i.rdb.Exists(ctx, "id:"+id).Result() // want "retry-storm warn EXISTS"
		if err != nil {
			tries++
			continue
		}
		if n == 0 {
			return id, nil
		}
		if tries++; tries >= 5 {
			return "", errTaken
		}
	}
}

// Sure fails where the server does.
func (i *IDs) Sure(ctx context.Context) (string, error) {
	for {
		id := generate()
		n, err := i.rdb.Exists(ctx, "id:"+id).Result()
		if err != nil {
			return "", err
		}
		if n == 0 {
			return id, nil
		}
	}
}

// Counted counts both.
func (i *IDs) Counted(ctx context.Context) (string, error) {
	for tries := 0; tries < 5; tries++ {
		id := generate()
		n, err := i.rdb.Exists(ctx, "id:"+id).Result()
		if err != nil {
			continue
		}
		if n == 0 {
			return id, nil
		}
	}
	return "", errTaken
}

// Paced counts how often the server was loading, and no other failure.
func (i *IDs) Paced(ctx context.Context, id string) error {
	loading := 0
	for {
		err := i.rdb.Incr(ctx, "id:"+id).Err() // want "retry-storm warn INCR"
		if err == nil {
			return nil
		}
		if isLoading(err) {
			if loading++; loading >= 5 {
				return err
			}
		}
		time.Sleep(time.Second)
	}
}

func isLoading(err error) bool { return err.Error() == "LOADING" }
