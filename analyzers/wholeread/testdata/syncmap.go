// Package syncmap keeps rows in a map of its own that needs no lock.
package syncmap

import (
	"context"
	"database/sql"
	"sync"
)

type Index struct {
	db *sql.DB
	m  sync.Map
}

func (x *Index) Name(ctx context.Context, code string) (string, error) {
	if v, ok := x.m.Load(code); ok {
		return v.(string), nil
	}
	rows, err := x.db.QueryContext(ctx, "SELECT code, name FROM users") // want "unbounded-read warn SELECT"
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		var c, n string
		if err := rows.Scan(&c, &n); err != nil {
			return "", err
		}
		x.m.Store(c, n)
	}
	v, _ := x.m.Load(code)
	s, _ := v.(string)
	return s, rows.Err()
}
