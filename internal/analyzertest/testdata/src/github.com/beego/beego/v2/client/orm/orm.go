// Package orm is a stub.
package orm

type DQL interface {
	Read(md interface{}, cols ...string) error
}

type QueryExecutor interface {
	DQL
	Raw(query string, args ...interface{}) RawSeter
	QueryTable(ptrStructOrTableName interface{}) QuerySeter
}

type Ormer interface {
	QueryExecutor
}

type QuerySeter interface {
	Filter(string, ...interface{}) QuerySeter
	Limit(limit interface{}, args ...interface{}) QuerySeter
	All(container interface{}, cols ...string) (int64, error)
	One(container interface{}, cols ...string) error
}

type RawSeter interface {
	QueryRow(containers ...interface{}) error
	QueryRows(containers ...interface{}) (int64, error)
}

func NewOrm() Ormer { return nil }
