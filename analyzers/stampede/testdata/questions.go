package questions

import (
	"context"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Members knows who belongs to what, and says no by an error.
type Members interface {
	HasMember(ctx context.Context, group, who string) error
	Convert(ctx context.Context, doc string) (string, error)
}

type Service struct {
	members Members
	rdb     *redis.Client
}

func New(m Members, rdb *redis.Client) *Service { return &Service{m, rdb} }

// Allowed keeps the answer yes.
func (s *Service) Allowed(ctx context.Context, group, who string) bool {
	if s.rdb.SIsMember(ctx, group, who).Val() {
		return true
	}
	if err := s.members.HasMember(ctx, group, who); err != nil { // want "stampede warn"
		return false
	}
	s.rdb.SAdd(ctx, group, who)
	return true
}

// Count keeps something else than what it has asked for.
func (s *Service) Count(ctx context.Context, group, who, where string) {
	if s.rdb.Get(ctx, where).Val() != "" {
		return
	}
	if err := s.members.HasMember(ctx, group, who); err == nil {
		s.rdb.Set(ctx, where, "seen", time.Hour)
	}
}

// Layer has converted what a service converts.
type Layer struct {
	next Members
	rdb  *redis.Client
}

func (l *Layer) HasMember(ctx context.Context, group, who string) error {
	return l.next.HasMember(ctx, group, who)
}

func (l *Layer) Convert(ctx context.Context, doc string) (string, error) {
	if have, err := l.rdb.Get(ctx, doc).Result(); err == nil {
		return have, nil
	}
	out, err := l.next.Convert(ctx, doc) // want "stampede warn"
	if err != nil {
		return "", err
	}
	l.rdb.Set(ctx, doc, out, time.Hour)
	return out, nil
}

type entry struct {
	key, data string
	until     time.Time
}

// TableCache makes an entry of what a loader of its user's gives.
type TableCache struct {
	mu    sync.RWMutex
	items map[string]*entry
	load  func(key string) *entry
}

func NewTable() *TableCache { return &TableCache{items: map[string]*entry{}} }

func (t *TableCache) OnMiss(load func(key string) *entry) { t.load = load }

func (t *TableCache) Get(key string) *entry {
	t.mu.RLock()
	e, ok := t.items[key]
	t.mu.RUnlock()
	if ok {
		return e
	}
	load := t.load
	if load == nil {
		return nil
	}
	e = load(key) // want "stampede warn"
	if e != nil {
		t.Set(key, e.data, time.Hour)
	}
	return e
}

func (t *TableCache) Set(key, data string, life time.Duration) {
	e := newEntry(key, data, life)
	t.add(e)
}

func newEntry(key, data string, life time.Duration) *entry {
	return &entry{key, data, time.Now().Add(life)}
}

func (t *TableCache) add(e *entry) {
	t.mu.Lock()
	t.items[e.key] = e
	t.mu.Unlock()
}

// Parser keeps what it has parsed, by rules that its user may set.
type Parser struct {
	rules func() []string
	rdb   *redis.Client
}

func NewParser(rdb *redis.Client) *Parser { return &Parser{rdb: rdb} }

func (p *Parser) SetRules(rules func() []string) { p.rules = rules }

func (p *Parser) Parse(ctx context.Context, text string) string {
	if have, err := p.rdb.Get(ctx, text).Result(); err == nil {
		return have
	}
	for _, r := range p.rules() {
		if r == text {
			return ""
		}
	}
	p.rdb.Set(ctx, text, "parsed", time.Hour)
	return "parsed"
}

// Rules are what the user's function gives.
func (p *Parser) Rules(ctx context.Context, text string) []string {
	if have, err := p.rdb.SMembers(ctx, text).Result(); err == nil {
		return have
	}
	rules := p.rules() // want "stampede warn"
	p.rdb.Set(ctx, text, rules, time.Hour)
	return rules
}
