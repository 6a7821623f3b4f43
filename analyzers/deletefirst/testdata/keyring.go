// Package keyring keeps the keys of a table in a map of its own.
package keyring

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"
)

type Key struct {
	ID   int64
	Text string
}

type Table struct{ db *sql.DB }

func (t *Table) inTx(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := t.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return tx.Rollback()
	}
	return tx.Commit()
}

// Allowed reads in a transaction.
func (t *Table) Allowed(ctx context.Context) (int64, []*Key, error) {
	var first int64
	var keys []*Key
	if err := t.inTx(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT id, text FROM keys WHERE allowed = $1", true)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			k := &Key{}
			if err := rows.Scan(&k.ID, &k.Text); err != nil {
				return err
			}
			keys = append(keys, k)
			first = k.ID
		}
		return rows.Err()
	}); err != nil {
		return 0, nil, err
	}
	return first, keys, nil
}

type Ring struct {
	db      *Table
	mu      sync.RWMutex
	allowed map[int64]*Key
	current *Key
	after   time.Time
}

func NewRing(ctx context.Context, db *Table) (*Ring, error) {
	r := &Ring{db: db, allowed: make(map[int64]*Key)}
	return r, r.refresh(ctx)
}

// Seal is called for each message.
func (r *Ring) Seal(ctx context.Context, text string) (string, error) {
	if err := r.refresh(ctx); err != nil {
		return "", err
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.current.Text + text, nil
}

// refresh empties the ring before it asks, so that a failure leaves it empty.
func (r *Ring) refresh(ctx context.Context) error {
	if time.Now().Before(r.after) {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.allowed = make(map[int64]*Key) // want "delete-before-refresh warn"
	r.current = nil
	id, keys, err := r.db.Allowed(ctx)
	if err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	for _, k := range keys {
		r.allowed[k.ID] = k
	}
	r.current = r.allowed[id]
	r.after = time.Now().Add(time.Minute)
	return nil
}
