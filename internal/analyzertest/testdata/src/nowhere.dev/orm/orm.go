// Package orm makes queries of chains of calls, as many do that nobody has described.
package orm

import "database/sql"

// Session talks to a database.
type Session struct{ db *sql.DB }

// Stmt is a query that is not sent yet.
type Stmt struct{ s *Session }

func (s *Session) Select(columns ...string) *Stmt               { return &Stmt{s} }
func (s *Session) Insert(record any) (sql.Result, error)        { return nil, nil }
func (b *Stmt) From(table string) *Stmt                         { return b }
func (b *Stmt) Where(query string, values ...any) *Stmt         { return b }
func (b *Stmt) Load(dest any) (int, error)                      { return 0, nil }
func (b *Stmt) LoadOne(dest any) error                          { return nil }
func (b *Stmt) Take() (any, error)                              { return nil, nil }
func Get(s *Session, dest any, query string, args ...any) error { return nil }

// Seter is a query that is not sent yet.
type Seter interface {
	Filter(expr string, args ...any) Seter
	One(container any, cols ...string) error
	All(container any, cols ...string) (int64, error)
}

func (s *Session) QueryTable(name string) Seter { return nil }
