// Package byuser walks the keyspace for what one user has.
package byuser

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Tokens are those of all users.
type Tokens struct{ rdb *redis.Client }

// RemoveByUID says that one user's go, not that all keys are looked at.
func (t *Tokens) RemoveByUID(ctx context.Context, uid string) error {
	var cursor uint64
	for {
		keys, next, err := t.rdb.Scan(ctx, cursor, "token:"+uid+":*", 10).Result() // want "scan-sweep fail"
		if err != nil {
			return err
		}
		for _, key := range keys {
			if err := t.rdb.Del(ctx, key).Err(); err != nil {
				return err
			}
		}
		if cursor = next; cursor == 0 {
			return nil
		}
	}
}
