// Package xorm has the shape of xorm before its version 1 and no behaviour.
package xorm

type AfterUpdateProcessor interface{ AfterUpdate() }

type AfterLoadProcessor interface{ AfterLoad() }

type Engine struct{ TagIdentifier string }

func (engine *Engine) Sync2(beans ...interface{}) error { return nil }
