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

func (engine *Engine) In(column string, args ...interface{}) *Session { return nil }

func (engine *Engine) Find(beans interface{}, condiBeans ...interface{}) error { return nil }

type Session struct{ id int }

func (s *Session) In(column string, args ...interface{}) *Session { return nil }

func (s *Session) Find(rowsSlicePtr interface{}, condiBean ...interface{}) error { return nil }

func (engine *Engine) Iterate(bean interface{}, fun func(i int, bean interface{}) error) error {
	return nil
}
