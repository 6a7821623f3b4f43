// Package gorm has the shape of gorm before its version 2 and no behaviour.
package gorm

type DB struct{ Error error }

type Scope struct{ Search int }

type Callback struct{ creates int }

type CallbackProcessor struct{ name string }

func Open(dialect string, args ...interface{}) (db *DB, err error)                      { return nil, nil }
func (s *DB) Callback() *Callback                                                       { return nil }
func (c *Callback) Create() *CallbackProcessor                                          { return nil }
func (c *Callback) Query() *CallbackProcessor                                           { return nil }
func (cp *CallbackProcessor) After(callbackName string) *CallbackProcessor              { return nil }
func (cp *CallbackProcessor) Register(callbackName string, callback func(scope *Scope)) {}
func (cp *CallbackProcessor) Replace(callbackName string, callback func(scope *Scope))  {}
