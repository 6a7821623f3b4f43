// Package xorm has the shape of xorm and no behaviour.
package xorm

type AfterUpdateProcessor interface {
	AfterUpdate()
}

type AfterLoadProcessor interface {
	AfterLoad()
}

type Engine struct{ cacherMgr int }

func (engine *Engine) Sync(beans ...interface{}) error { return nil }
