// Package named says what part of a cache goes.
package named

import "xorm.io/core"

// Rows keeps the rows of several tables.
type Rows struct{ cacher core.Cacher }

// Insert drops the queries of one table.
func (r *Rows) Insert(table string, row any) {
	r.cacher.ClearIds(table) // want "memory-clear warn PURGE: Only what belongs to table goes"
}
