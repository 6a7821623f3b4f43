// Package gathered puts rows together first, or sends them through a channel.
package gathered

import (
	"context"
	"database/sql"
	"strconv"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/samber/lo"
)

// Users caches a table.
type Users struct {
	db  *sql.DB
	rdb *redis.Client
}

func (u *Users) each(ctx context.Context, f func(id, name string)) error {
	rows, err := u.db.QueryContext(ctx, "SELECT id, name FROM users")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		f(id, name)
	}
	return rows.Err()
}

func (u *Users) byID(ctx context.Context) (map[string]string, error) {
	rows, err := u.db.QueryContext(ctx, "SELECT id, name FROM users")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, err
		}
		out[id] = name
	}
	return out, rows.Err()
}

// Map goes through a map of the rows.
func (u *Users) Map(ctx context.Context) {
	all, _ := u.byID(ctx)
	for id, name := range all {
		u.rdb.HSet(ctx, "users", id, name) // want "rebuild-loop fail HSET"
	}
}

// Letters goes through what a literal put together.
func (u *Users) Letters(ctx context.Context) {
	byLetter := map[string][]string{}
	u.each(ctx, func(id, name string) { byLetter[name[:1]] = append(byLetter[name[:1]], id) })
	for letter, ids := range byLetter {
		u.rdb.Set(ctx, "users:"+letter, strconv.Itoa(len(ids)), time.Hour) // want "rebuild-loop fail SET"
	}
}

// Counts goes through a map that holds a few.
func (u *Users) Counts(ctx context.Context, id string) {
	found := map[string]string{"name": ""}
	row := u.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id)
	var name string
	if row.Scan(&name) == nil {
		found["name"] = name
	}
	for k, v := range found {
		u.rdb.HSet(ctx, "user:"+id, k, v)
	}
}

type user struct{ id, name string }

func (u *Users) stream(ctx context.Context) <-chan user {
	out := make(chan user)
	go func() {
		defer close(out)
		rows, err := u.db.QueryContext(ctx, "SELECT id, name FROM users")
		if err != nil {
			return
		}
		defer rows.Close()
		for rows.Next() {
			var x user
			if rows.Scan(&x.id, &x.name) == nil {
				out <- x
			}
		}
	}()
	return out
}

// Stream goes through a channel of rows.
func (u *Users) Stream(ctx context.Context) {
	for x := range u.stream(ctx) {
		u.rdb.Set(ctx, "user:"+x.id, x.name, time.Hour) // want "rebuild-loop fail SET"
	}
}

// Take stores what users hand in.
func (u *Users) Take(ctx context.Context, in <-chan user) {
	for x := range in {
		u.rdb.Set(ctx, "user:"+x.id, x.name, time.Hour)
	}
}

// Name lets one miss bring in the whole table.
func (u *Users) Name(ctx context.Context, id string) string {
	if name, err := u.rdb.Get(ctx, "user:"+id).Result(); err == nil {
		return name
	}
	all, _ := u.byID(ctx)
	for k, name := range all {
		u.rdb.Set(ctx, "user:"+k, name, time.Hour) // want "rebuild-loop fail SET"
	}
	return all[id]
}

// Names stores what each miss has brought.
func (u *Users) Names(ctx context.Context) (out []string) {
	all, _ := u.byID(ctx)
	for k := range all {
		name, err := u.rdb.Get(ctx, "user:"+k).Result()
		if err != nil {
			name = u.ask(ctx, k)
			u.rdb.Set(ctx, "user:"+k, name, time.Hour)
		}
		out = append(out, name)
	}
	return out
}

func (u *Users) ask(ctx context.Context, id string) (name string) {
	u.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id).Scan(&name)
	return name
}

var (
	mu    sync.RWMutex
	table = map[string]string{}
)

// Known fills the variable of the package on a miss.
func (u *Users) Known(ctx context.Context, id string) bool {
	mu.RLock()
	_, ok := table[id]
	mu.RUnlock()
	if ok {
		return true
	}
	all, _ := u.byID(ctx)
	mu.Lock()
	defer mu.Unlock()
	for k, name := range all {
		table[k] = name // want "rebuild-loop warn map"
	}
	_, ok = table[id]
	return ok
}

// Directory keeps the table beside a lock.
type Directory struct {
	users *Users
	mu    sync.Mutex
	names map[string]string
}

// Name fills the field.
func (d *Directory) Name(ctx context.Context, id string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.names[id]; !ok {
		all, _ := d.users.byID(ctx)
		for k, name := range all {
			d.names[k] = name // want "rebuild-loop warn map"
		}
	}
	return d.names[id]
}

// page is a part of a listing.
type page struct {
	items []string
	next  string
}

func (u *Users) page(ctx context.Context, from string) *page {
	p := &page{}
	rows, _ := u.db.QueryContext(ctx, "SELECT id FROM users WHERE id > ? LIMIT 10", from)
	for rows.Next() {
		rows.Scan(&p.next)
		p.items = append(p.items, p.next)
	}
	return p
}

// Pages asks for one page after the other.
func (u *Users) Pages(ctx context.Context) {
	for from := "0"; from != ""; {
		p := u.page(ctx, from)
		for _, id := range p.items {
			u.rdb.Set(ctx, "known:"+id, "1", time.Hour) // want "rebuild-loop warn SET"
		}
		from = p.next
	}
}

// Evaluator is one of many things in a query.
type Evaluator interface {
	Eval(ctx context.Context, row string) string
}

type (
	first  struct{}
	second struct{}
	third  struct{}
	fourth struct{}
	fifth  struct{}
	sixth  struct{}
	nested struct{ rdb *redis.Client }
)

func (first) Eval(_ context.Context, row string) string  { return row[:1] }
func (second) Eval(_ context.Context, row string) string { return row[1:2] }
func (third) Eval(_ context.Context, row string) string  { return row[2:3] }
func (fourth) Eval(_ context.Context, row string) string { return row[3:4] }
func (fifth) Eval(_ context.Context, row string) string  { return row[4:5] }
func (sixth) Eval(_ context.Context, row string) string  { return row[5:6] }

// Eval remembers what it has seen.
func (n nested) Eval(ctx context.Context, row string) string {
	n.rdb.Set(ctx, "seen:"+row, "1", time.Hour)
	return row
}

// Evaluators makes one of each.
func Evaluators(rdb *redis.Client) []Evaluator {
	return []Evaluator{first{}, second{}, third{}, fourth{}, fifth{}, sixth{}, nested{rdb}}
}

// Project evaluates one thing for each row.
func (u *Users) Project(ctx context.Context, by Evaluator) (out []string) {
	all, _ := u.byID(ctx)
	for _, name := range all {
		out = append(out, by.Eval(ctx, name))
	}
	return out
}

// Project all of them.
func Project(ctx context.Context, u *Users) (out []string) {
	for _, e := range Evaluators(u.rdb) {
		out = append(out, u.Project(ctx, e)...)
	}
	return out
}

func (u *Users) list(ctx context.Context) (out []user) {
	rows, err := u.db.QueryContext(ctx, "SELECT id, name FROM users")
	if err != nil {
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var x user
		rows.Scan(&x.id, &x.name)
		out = append(out, x)
	}
	return out
}

// Each leaves the loop to a library.
func (u *Users) Each(ctx context.Context) {
	lo.ForEach(u.list(ctx), func(x user, _ int) {
		u.rdb.Set(ctx, "user:"+x.id, x.name, time.Hour) // want "rebuild-loop fail SET"
	})
}

// Given stores what users hand in.
func (u *Users) Given(ctx context.Context, all []user) {
	lo.ForEach(all, func(x user, _ int) { u.rdb.Set(ctx, "user:"+x.id, x.name, time.Hour) })
}
