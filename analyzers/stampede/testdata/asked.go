package asked

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

type Model struct{ ID, Doc string }

// Backend is what users bring: a database, a service.
type Backend interface {
	ReadModel(ctx context.Context, id string) (*Model, error)
	QueryPages(ctx context.Context, ids []string, each func(*Model) bool) error
	WriteModel(ctx context.Context, m *Model) error
}

type Codec interface {
	Encode(ctx context.Context, m *Model) (string, error)
	Number(id string) (string, error)
}

// Cached is a Backend around another one.
type Cached struct {
	Backend
	next  Backend
	codec Codec
	rdb   *redis.Client
}

func (c *Cached) ReadModel(ctx context.Context, id string) (*Model, error) {
	if doc, err := c.rdb.Get(ctx, "model:"+id).Result(); err == nil {
		return &Model{id, doc}, nil
	}
	m, err := c.Backend.ReadModel(ctx, id) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	c.rdb.Set(ctx, "model:"+id, m.Doc, time.Hour)
	return m, nil
}

// QueryPages leaves the miss to a step of its own, which is told the answers.
func (c *Cached) QueryPages(ctx context.Context, ids []string, each func(*Model) bool) error {
	vals, err := c.rdb.MGet(ctx, ids...).Result()
	if err == nil && len(vals) == len(ids) {
		return nil
	}
	return c.missing(ctx, ids, each)
}

func (c *Cached) missing(ctx context.Context, ids []string, each func(*Model) bool) error {
	docs := map[string]string{}
	err := c.next.QueryPages(ctx, ids, func(m *Model) bool { // want "stampede warn"
		docs[m.ID] = m.Doc
		return each(m)
	})
	if err != nil {
		return err
	}
	return c.rdb.Set(ctx, ids[0], "there", time.Hour).Err()
}

// WriteModel asks nobody for what it caches.
func (c *Cached) WriteModel(ctx context.Context, m *Model) error {
	if c.rdb.Get(ctx, "model:"+m.ID).Val() == m.Doc {
		return nil
	}
	if err := c.next.WriteModel(ctx, m); err != nil {
		return err
	}
	return c.rdb.Set(ctx, "model:"+m.ID, m.Doc, time.Hour).Err()
}

// Encoded works out what it stores, of what it has.
func (c *Cached) Encoded(ctx context.Context, m *Model) (string, error) {
	if s, err := c.rdb.Get(ctx, "doc:"+m.ID).Result(); err == nil {
		return s, nil
	}
	s, err := c.codec.Encode(ctx, m)
	if err != nil {
		return "", err
	}
	return s, c.rdb.Set(ctx, "doc:"+m.ID, s, time.Hour).Err()
}

type entry struct {
	id  string
	doc string
}

// Queue writes what it loads later, in a goroutine of its own.
type Queue struct {
	rdb  *redis.Client
	out  chan *entry
	done chan *entry
}

func NewQueue(rdb *redis.Client) *Queue {
	q := &Queue{rdb: rdb, out: make(chan *entry, 100), done: make(chan *entry, 100)}
	go q.store()
	return q
}

func (q *Queue) store() {
	for e := range q.out {
		q.rdb.Set(context.Background(), "q:"+e.id, e.doc, time.Hour)
	}
}

func (q *Queue) Load(ctx context.Context, id string, load func(string) (string, error)) (string, error) {
	if doc, err := q.rdb.Get(ctx, "q:"+id).Result(); err == nil {
		return doc, nil
	}
	doc, err := load(id) // want "stampede warn"
	if err != nil {
		return "", err
	}
	q.out <- &entry{id, doc}
	return doc, nil
}

// Tell sends what it loads to somebody else.
func (q *Queue) Tell(ctx context.Context, id string, load func(string) (string, error)) error {
	if q.rdb.Exists(ctx, "q:"+id).Val() > 0 {
		return nil
	}
	doc, err := load(id)
	if err != nil {
		return err
	}
	q.done <- &entry{id, doc}
	return nil
}

type base struct{ rdb *redis.Client }

// Many has its methods from base.
type Many struct{ base }

// All hands the keys that it missed to a step of its own.
func (b *base) All(ctx context.Context, ids []string, load func([]string) (map[string]string, error)) (map[string]string, error) {
	found, missed := b.cached(ctx, ids)
	return b.fill(ctx, missed, load, found)
}

func (b *base) cached(ctx context.Context, ids []string) (found map[string]string, missed []string) {
	found = map[string]string{}
	for _, id := range ids {
		if s, err := b.rdb.Get(ctx, "m:"+id).Result(); err == nil {
			found[id] = s
		} else {
			missed = append(missed, id)
		}
	}
	return found, missed
}

func (b *base) fill(ctx context.Context, missed []string, load func([]string) (map[string]string, error), found map[string]string) (map[string]string, error) {
	if len(missed) == 0 {
		return found, nil
	}
	more, err := load(missed) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	for id, s := range more {
		found[id] = s
		b.rdb.Set(ctx, "m:"+id, s, time.Hour)
	}
	return found, nil
}

// ServiceError is an error of this package's own kind.
type ServiceError interface {
	error
	Code() int
}

type Services interface {
	GetService(id string) (*Model, ServiceError)
	DownloadFile(id string, to *Model) error
}

type Proxy struct {
	services Services
	rdb      *redis.Client
}

func (p *Proxy) Serve(ctx context.Context, id string) (*Model, error) {
	if doc, err := p.rdb.Get(ctx, "proxy:"+id).Result(); err == nil {
		return &Model{id, doc}, nil
	}
	m, err := p.services.GetService(id) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	p.rdb.Set(ctx, "proxy:"+id, m.Doc, time.Hour)
	return m, nil
}

// Absent is the contrary of what the server was asked.
func (c *Cached) Absent(ctx context.Context, id string) (bool, error) {
	n, err := c.rdb.Exists(ctx, "model:"+id).Result()
	has := n > 0
	return !has, err
}

// Remember asks where the model is absent.
func (c *Cached) Remember(ctx context.Context, id string) (*Model, error) {
	absent, err := c.Absent(ctx, id)
	if err != nil || !absent {
		return nil, err
	}
	m, err := c.next.ReadModel(ctx, id) // want "stampede warn"
	if err == nil {
		c.rdb.Set(ctx, "model:"+id, m.Doc, time.Hour)
	}
	return m, err
}

// text gives what there is, and whether there is something.
func (c *Cached) text(ctx context.Context, id string) (string, bool) {
	missed := false
	doc, err := c.rdb.Get(ctx, "text:"+id).Result()
	if errors.Is(err, redis.Nil) {
		missed = true
	}
	return doc, !missed
}

// Text asks where there is nothing.
func (c *Cached) Text(ctx context.Context, id string) (*Model, error) {
	doc, inUse := c.text(ctx, id)
	if inUse {
		return &Model{id, doc}, nil
	}
	m, err := c.next.ReadModel(ctx, id) // want "stampede warn"
	if err == nil {
		c.rdb.Set(ctx, "text:"+id, m.Doc, time.Hour)
	}
	return m, err
}

func (c *Cached) none(ctx context.Context, id string) (bool, error) {
	n, err := c.rdb.Exists(ctx, "model:"+id).Result()
	return n == 0, err
}

// Recall asks where there is none.
func (c *Cached) Recall(ctx context.Context, id string) (*Model, error) {
	if none, err := c.none(ctx, id); err != nil || !none {
		return nil, err
	}
	m, err := c.next.ReadModel(ctx, id) // want "stampede warn"
	if err == nil {
		c.rdb.Set(ctx, "model:"+id, m.Doc, time.Hour)
	}
	return m, err
}

// Refresh asks where the model is there.
func (c *Cached) Refresh(ctx context.Context, id string) error {
	absent, err := c.Absent(ctx, id)
	if err != nil || absent {
		return err
	}
	m, err := c.next.ReadModel(ctx, id)
	if err == nil {
		c.rdb.Set(ctx, "model:"+id, m.Doc, time.Hour)
	}
	return err
}

// Profile and Account are what a Directory gives by their names.
type (
	Profile struct{ Name string }
	Account struct{ ID string }
)

// Directory is what users bring; its getters have no verb, as Go's do not.
type Directory interface {
	UserRawProfile(id string) (*Profile, error)
	Accounts(owner string) ([]*Account, error)
	Display(id string) (string, error)
}

// People is a list of those who were asked for.
type People struct {
	dir Directory
	rdb *redis.Client
}

func (p *People) Profile(ctx context.Context, id string) (*Profile, error) {
	if name, err := p.rdb.Get(ctx, "profile:"+id).Result(); err == nil {
		return &Profile{name}, nil
	}
	got, err := p.dir.UserRawProfile(id) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	p.rdb.Set(ctx, "profile:"+id, got.Name, time.Hour)
	return got, nil
}

func (p *People) First(ctx context.Context, owner string) (*Account, error) {
	if id, err := p.rdb.Get(ctx, "account:"+owner).Result(); err == nil {
		return &Account{id}, nil
	}
	got, err := p.dir.Accounts(owner) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	p.rdb.Set(ctx, "account:"+owner, got[0].ID, time.Hour)
	return got[0], nil
}

// Shown is called what it does: to put a text together asks nobody.
func (p *People) Shown(ctx context.Context, id string) (string, error) {
	if text, err := p.rdb.Get(ctx, "shown:"+id).Result(); err == nil {
		return text, nil
	}
	text, err := p.dir.Display(id)
	if err != nil {
		return "", err
	}
	p.rdb.Set(ctx, "shown:"+id, text, time.Hour)
	return text, nil
}
