package listed

import (
	"strings"

	gocache "github.com/patrickmn/go-cache"
)

type Users struct{ mem *gocache.Cache }

// Save drops all that has the tenant's prefix.
func (u *Users) Save(tenant, id string, v any) {
	u.drop(tenant)
}

func (u *Users) drop(tenant string) {
	for key := range u.mem.Items() {
		if strings.HasPrefix(key, tenant) {
			u.mem.Delete(key) // want "memory-clear warn PURGE"
		}
	}
}

// DeleteByPrefix says so.
func (u *Users) DeleteByPrefix(prefix string) {
	for key := range u.mem.Items() {
		if strings.HasPrefix(key, prefix) {
			u.mem.Delete(key) // want "memory-clear note PURGE"
		}
	}
}

// SaveAll drops the entries that it changes.
func (u *Users) SaveAll(ids []string) {
	for _, id := range ids {
		u.mem.Delete(id)
	}
}

// SaveOne keeps the cache in bounds with each write.
func (u *Users) SaveOne(id string, v any) {
	u.mem.SetDefault(id, v)
	u.pruneBefore(id)
}

func (u *Users) pruneBefore(id string) {
	for key := range u.mem.Items() {
		if key < id {
			u.mem.Delete(key) // want "memory-clear note PURGE"
		}
	}
}
