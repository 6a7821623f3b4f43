// Package session has the shape of macaron's and no behaviour.
package session

type RawStore interface {
	Set(interface{}, interface{}) error
	Get(interface{}) interface{}
	Delete(interface{}) error
	ID() string
	Release() error
	Flush() error
}

type Provider interface {
	Init(gclifetime int64, config string) error
	Read(sid string) (RawStore, error)
	Exist(sid string) bool
	Destory(sid string) error
	Regenerate(oldsid, sid string) (RawStore, error)
	Count() int
	GC()
}

func Register(name string, provider Provider) {}
