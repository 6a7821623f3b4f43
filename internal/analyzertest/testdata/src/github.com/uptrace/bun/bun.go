// Package bun has the shape of bun and no behaviour.
package bun

import "context"

type QueryEvent struct{ Query string }

type QueryHook interface {
	BeforeQuery(context.Context, *QueryEvent) context.Context
	AfterQuery(context.Context, *QueryEvent)
}

type UpdateQuery struct{ omitZero bool }

type AfterUpdateHook interface {
	AfterUpdate(ctx context.Context, query *UpdateQuery) error
}

type DB struct{ queryHooks []QueryHook }

func (db *DB) AddQueryHook(hook QueryHook) {}

type SelectQuery struct{}

func (db *DB) NewSelect() *SelectQuery                              { return nil }
func (q *SelectQuery) Model(model any) *SelectQuery                 { return q }
func (q *SelectQuery) Where(query string, args ...any) *SelectQuery { return q }
func (q *SelectQuery) Limit(n int) *SelectQuery                     { return q }
func (q *SelectQuery) Scan(ctx context.Context, dest ...any) error  { return nil }
