// Package gorm has the shape of gorm and no behaviour.
package gorm

import (
	"context"
	"errors"
)

var ErrRecordNotFound = errors.New("record not found")

type Config struct{}

type Dialector interface{ Name() string }

type Statement struct {
	Table   string
	Context context.Context
	Dest    any
}

type DB struct {
	*Config
	Error        error
	RowsAffected int64
	Statement    *Statement
}

func Open(dialector Dialector, opts ...any) (*DB, error) { return nil, nil }
func (db *DB) Find(dest any, conds ...any) *DB           { return nil }
func (db *DB) Scan(dest any) *DB                         { return nil }
func (db *DB) Pluck(column string, dest any) *DB         { return nil }
func (db *DB) First(dest any, conds ...any) *DB          { return nil }
func (db *DB) Take(dest any, conds ...any) *DB           { return nil }
func (db *DB) Count(count *int64) *DB                    { return nil }
func (db *DB) FindInBatches(dest any, batchSize int, fc func(tx *DB, batch int) error) *DB {
	return nil
}
func (db *DB) Create(value any) *DB                                 { return nil }
func (db *DB) CreateInBatches(value any, batchSize int) *DB         { return nil }
func (db *DB) Save(value any) *DB                                   { return nil }
func (db *DB) Update(column string, value any) *DB                  { return nil }
func (db *DB) Updates(values any) *DB                               { return nil }
func (db *DB) Delete(value any, conds ...any) *DB                   { return nil }
func (db *DB) Exec(sql string, values ...any) *DB                   { return nil }
func (db *DB) Raw(sql string, values ...any) *DB                    { return nil }
func (db *DB) Where(query any, args ...any) *DB                     { return nil }
func (db *DB) Limit(limit int) *DB                                  { return nil }
func (db *DB) Offset(offset int) *DB                                { return nil }
func (db *DB) Order(value any) *DB                                  { return nil }
func (db *DB) Model(value any) *DB                                  { return nil }
func (db *DB) Table(name string, args ...any) *DB                   { return nil }
func (db *DB) WithContext(ctx context.Context) *DB                  { return nil }
func (db *DB) Preload(query string, args ...any) *DB                { return nil }
func (db *DB) Transaction(fc func(tx *DB) error, opts ...any) error { return nil }
func (db *DB) Callback() *callbacks                                 { return nil }
func (db *DB) Use(plugin Plugin) error                              { return nil }

type Plugin interface {
	Name() string
	Initialize(*DB) error
}

type callbacks struct{}

func (cs *callbacks) Create() *processor { return nil }
func (cs *callbacks) Query() *processor  { return nil }
func (cs *callbacks) Update() *processor { return nil }
func (cs *callbacks) Delete() *processor { return nil }

type processor struct{}

func (p *processor) Before(name string) *callback             { return nil }
func (p *processor) After(name string) *callback              { return nil }
func (p *processor) Register(name string, fn func(*DB)) error { return nil }
func (p *processor) Replace(name string, fn func(*DB)) error  { return nil }

type callback struct{}

func (c *callback) Register(name string, fn func(*DB)) error { return nil }
