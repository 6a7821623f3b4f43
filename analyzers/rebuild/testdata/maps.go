// Command maps keeps tables in package variables.
package main

import (
	"sync"
	"time"

	"gorm.io/gorm"
)

type channel struct{ Group, Model string }

var (
	mu       sync.RWMutex
	channels map[string]map[string][]*channel
	names    map[string]bool
)

func reload(db *gorm.DB) {
	var rows []*channel
	db.Find(&rows)
	fresh := make(map[string]map[string][]*channel)
	for _, c := range rows {
		if fresh[c.Group] == nil {
			fresh[c.Group] = make(map[string][]*channel) // want "rebuild-loop warn"
		}
		fresh[c.Group][c.Model] = append(fresh[c.Group][c.Model], c)
	}
	mu.Lock()
	channels = fresh
	mu.Unlock()
}

// count keeps nothing.
func count(db *gorm.DB) int {
	var rows []*channel
	db.Find(&rows)
	seen := map[string]bool{}
	for _, c := range rows {
		seen[c.Group] = true
	}
	return len(seen)
}

// start does so once.
func start(db *gorm.DB) {
	var rows []*channel
	db.Find(&rows)
	all := map[string]bool{}
	for _, c := range rows {
		all[c.Model] = true
	}
	names = all
}

func main() {
	db := &gorm.DB{}
	start(db)
	for {
		time.Sleep(time.Minute)
		reload(db)
		count(db)
	}
}
