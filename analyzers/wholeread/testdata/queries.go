package queries

import (
	"context"
	"database/sql"
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"gorm.io/gorm"
)

type Row struct{ ID int }

type Catalog struct {
	db  *gorm.DB
	sql *sql.DB
	rdb *redis.Client
}

func (c *Catalog) store(ctx context.Context, rows []Row) error {
	b, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	return c.rdb.Set(ctx, "catalog", b, time.Hour).Err()
}

// Refresh caches the whole table.
func (c *Catalog) Refresh(ctx context.Context) error {
	var rows []Row
	c.db.WithContext(ctx).Order("id").Find(&rows) // want "unbounded-read warn SELECT"
	return c.store(ctx, rows)
}

// RefreshNew has a limit.
func (c *Catalog) RefreshNew(ctx context.Context) error {
	var rows []Row
	c.db.WithContext(ctx).Order("id").Limit(100).Find(&rows)
	return c.store(ctx, rows)
}

// RefreshOwn has a filter.
func (c *Catalog) RefreshOwn(ctx context.Context, owner int) error {
	var rows []Row
	c.db.Where("owner = ?", owner).Find(&rows)
	return c.store(ctx, rows)
}

// Count feeds no cache.
func (c *Catalog) Count() int {
	var rows []Row
	c.db.Find(&rows)
	return len(rows)
}

// RefreshSQL reads by text.
func (c *Catalog) RefreshSQL(ctx context.Context) error {
	rows, err := c.sql.QueryContext(ctx, "SELECT id FROM catalog ORDER BY id") // want "unbounded-read warn SELECT"
	if err != nil {
		return err
	}
	return c.store(ctx, scan(rows))
}

// RefreshTop reads a part.
func (c *Catalog) RefreshTop(ctx context.Context) error {
	rows, err := c.sql.QueryContext(ctx, "SELECT id FROM catalog ORDER BY id LIMIT 50")
	if err != nil {
		return err
	}
	return c.store(ctx, scan(rows))
}

func scan(rows *sql.Rows) (out []Row) {
	defer rows.Close()
	for rows.Next() {
		var r Row
		if rows.Scan(&r.ID) == nil {
			out = append(out, r)
		}
	}
	return out
}

// RefreshInBatches goes page by page.
func (c *Catalog) RefreshInBatches(ctx context.Context) error {
	var rows []Row
	return c.db.FindInBatches(&rows, 200, func(tx *gorm.DB, batch int) error {
		return c.store(ctx, rows)
	}).Error
}

// RefreshKeyset goes page by page along the key.
func (c *Catalog) RefreshKeyset(ctx context.Context, after int) error {
	rows, err := c.sql.QueryContext(ctx, "SELECT id FROM catalog WHERE id > ? ORDER BY id LIMIT 100", after)
	if err != nil {
		return err
	}
	return c.store(ctx, scan(rows))
}

var byID map[int]*Row

// UpdateTable keeps the table in a package variable.
func UpdateTable(db *Catalog) {
	fresh := map[int]*Row{}
	var rows []Row
	db.db.Find(&rows) // want "unbounded-read warn SELECT"
	for i := range rows {
		fresh[rows[i].ID] = &rows[i]
	}
	byID = fresh
}

// UpdateSome keeps a part of it.
func UpdateSome(db *Catalog) {
	fresh := map[int]*Row{}
	var rows []Row
	db.db.Where("active").Find(&rows)
	for i := range rows {
		fresh[rows[i].ID] = &rows[i]
	}
	byID = fresh
}

// UpdateCount keeps how many there are.
func UpdateCount(db *Catalog) {
	var rows []Row
	db.db.Find(&rows)
	known = len(rows)
}

var known int

// Directory keeps rows that a step of its own gives.
type Directory struct {
	mu   sync.RWMutex
	rows []Row
	cat  *Catalog
}

func (c *Catalog) every() []Row {
	var rows []Row
	c.db.Find(&rows)
	return rows
}

// Added asks for everything again.
func (d *Directory) Added(r Row) {
	rows := d.cat.every() // want "unbounded-read warn SELECT"
	d.mu.Lock()
	d.rows = rows
	d.mu.Unlock()
}

// Sum keeps nothing.
func (d *Directory) Sum() (n int) {
	for _, r := range d.cat.every() {
		n += r.ID
	}
	return n
}

// Tags are read by their own text.
type Tags struct {
	db  *gorm.DB
	all atomic.Value
}

func (t *Tags) Touched() {
	var rows []Row
	t.db.Raw("SELECT * FROM tags").Scan(&rows) // want "unbounded-read warn SELECT"
	t.all.Store(rows)
}

func (t *Tags) TouchedOne(id int) {
	var rows []Row
	t.db.Raw("SELECT * FROM tags WHERE id = ?", id).Scan(&rows)
	t.all.Store(rows)
}

// Countries are read from a collection.
type Countries struct {
	coll *mongo.Collection
	byID atomic.Pointer[map[int]Row]
}

func (c *Countries) Changed(ctx context.Context) error {
	cur, err := c.coll.Find(ctx, bson.M{}) // want "unbounded-read warn SELECT"
	if err != nil {
		return err
	}
	var rows []Row
	if err := cur.All(ctx, &rows); err != nil {
		return err
	}
	m := map[int]Row{}
	for _, r := range rows {
		m[r.ID] = r
	}
	c.byID.Store(&m)
	return nil
}

func (c *Countries) ChangedSome(ctx context.Context, kind string) error {
	cur, err := c.coll.Find(ctx, bson.M{"kind": kind})
	if err != nil {
		return err
	}
	var rows []Row
	err = cur.All(ctx, &rows)
	m := map[int]Row{}
	for _, r := range rows {
		m[r.ID] = r
	}
	c.byID.Store(&m)
	return err
}

// Renamed puts what a step gives into the cache.
func (c *Catalog) Renamed(ctx context.Context) error {
	return c.store(ctx, c.every()) // want "unbounded-read warn SELECT"
}

// Prepared runs a statement that says it all.
func Prepared(db *sql.DB) error {
	st, err := db.Prepare("SELECT id FROM rows")
	if err != nil {
		return err
	}
	rows, err := st.Query() // want "unbounded-read warn SELECT"
	if err != nil {
		return err
	}
	next := map[int]bool{}
	for rows.Next() {
		var id int
		if err := rows.Scan(&id); err != nil {
			return err
		}
		next[id] = true
	}
	seen = next
	return nil
}

var seen map[int]bool

// Named puts one column of all into a set.
func (c *Catalog) Named(ctx context.Context) error {
	var names []any
	c.db.Model(&Row{}).Pluck("name", &names) // want "unbounded-read warn SELECT"
	return c.rdb.SAdd(ctx, "names", names...).Err()
}
