package kept

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type Index struct{ rdb *redis.Client }

// page leaves the next cursor where it found this one.
func (x *Index) page(ctx context.Context, cursor *uint64) (keys []string, err error) {
	keys, *cursor, err = x.rdb.Scan(ctx, *cursor, "x:*", 100).Result()
	return keys, err
}

// All keeps the cursor itself, and says that it gives all.
func (x *Index) All(ctx context.Context) (all []string, err error) {
	var cursor uint64
	for {
		keys, err := x.page(ctx, &cursor) // want "scan-sweep note"
		if err != nil {
			return nil, err
		}
		all = append(all, keys...)
		if cursor == 0 {
			return all, nil
		}
	}
}

// Feed hands its callers one key after the other.
func (x *Index) Feed(ctx context.Context) func() (string, bool) {
	var cursor uint64
	var keys []string
	begun := false
	return func() (string, bool) {
		for {
			if len(keys) > 0 {
				k := keys[0]
				keys = keys[1:]
				return k, true
			}
			if begun && cursor == 0 {
				return "", false
			}
			var err error
			keys, err = x.page(ctx, &cursor) // want "scan-sweep warn"
			if err != nil {
				return "", false
			}
			begun = true
		}
	}
}

// Walk is somewhere in the keyspace.
type Walk struct {
	rdb    *redis.Client
	cursor uint64
	keys   []string
	begun  bool
}

// advance brings the next page, if there is one.
func (w *Walk) advance(ctx context.Context) (bool, error) {
	if w.begun && w.cursor == 0 {
		return false, nil
	}
	var err error
	w.keys, w.cursor, err = w.rdb.Scan(ctx, w.cursor, "x:*", 100).Result()
	w.begun = true
	return err == nil, err
}

// Count walks to the end.
func (w *Walk) Count(ctx context.Context) (n int, err error) {
	for {
		ok, err := w.advance(ctx) // want "scan-sweep note"
		if err != nil || !ok {
			return n, err
		}
		n += len(w.keys)
	}
}

// Rest keeps the cursor in a field.
func (w *Walk) Rest(ctx context.Context) (n int, err error) {
	for {
		var keys []string
		keys, w.cursor, err = w.rdb.Scan(ctx, w.cursor, "x:*", 100).Result() // want "scan-sweep warn"
		if err != nil {
			return 0, err
		}
		n += len(keys)
		if w.cursor == 0 {
			return n, nil
		}
	}
}
