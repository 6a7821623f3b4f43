// Package installed asks programs that stand beside it, and a database, for each name.
package installed

import (
	"database/sql"
	"os/exec"
	"sync"
)

var (
	mu       sync.Mutex
	versions = map[string]string{}
	names    = map[string]string{}
)

// Version asks a program once; there are so many of them.
func Version(program string) string {
	mu.Lock()
	defer mu.Unlock()
	if v, ok := versions[program]; ok {
		return v
	}
	out, err := exec.Command(program, "--version").Output()
	if err != nil {
		return ""
	}
	versions[program] = string(out)
	return versions[program]
}

// Name asks the database once for each.
func Name(db *sql.DB, id string) string {
	mu.Lock()
	defer mu.Unlock()
	if v, ok := names[id]; ok {
		return v
	}
	var name string
	if err := db.QueryRow("SELECT name FROM users WHERE id = ?", id).Scan(&name); err != nil {
		return ""
	}
	names[id] = name // want "no-ttl warn"
	return name
}
