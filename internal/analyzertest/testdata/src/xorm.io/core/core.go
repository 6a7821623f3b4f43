// Package core has the shape of xorm's core and no behaviour.
package core

type CacheStore interface {
	Put(key string, value interface{}) error
	Get(key string) (interface{}, error)
	Del(key string) error
}

type Cacher interface {
	GetIds(tableName, sql string) interface{}
	GetBean(tableName string, id string) interface{}
	PutIds(tableName, sql string, ids interface{})
	PutBean(tableName string, id string, obj interface{})
	DelIds(tableName, sql string)
	DelBean(tableName string, id string)
	ClearIds(tableName string)
	ClearBeans(tableName string)
}
