package whole

import (
	"context"
	"fmt"
	"math"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
)

type Users struct {
	rdb  goredis.UniversalClient
	pool *redis.Pool
}

// Greet reads every user to greet one.
func (u *Users) Greet(ctx context.Context, id string) string {
	all, _ := u.rdb.HGetAll(ctx, "users").Result() // want "unbounded-read warn HGETALL"
	return "hello " + all[id]
}

// GreetOne reads the one field.
func (u *Users) GreetOne(ctx context.Context, id string) string {
	return "hello " + u.rdb.HGet(ctx, "users", id).Val()
}

// Session holds one entity.
func (u *Users) Session(ctx context.Context, id string) map[string]string {
	return u.rdb.HGetAll(ctx, "session:"+id).Val() // want "unbounded-read note HGETALL"
}

// Members promises the listing.
func (u *Users) Members(ctx context.Context) []string {
	return u.rdb.SMembers(ctx, "members").Val() // want "unbounded-read note SMEMBERS"
}

// Profile is one user.
type Profile struct {
	ID    string
	Roles []string
}

// GetProfile gives one thing, which a set is a part of.
func (u *Users) GetProfile(ctx context.Context, id string) (*Profile, error) {
	roles, err := u.rdb.SMembers(ctx, "user-roles:"+id).Result() // want "unbounded-read note SMEMBERS"
	return &Profile{id, roles}, err
}

// Likes is the answer to a request.
type Likes struct{ IDs []string }

// GetLikes gives no more than the set, in an answer.
func (u *Users) GetLikes(ctx context.Context, id string) (*Likes, error) {
	ids, err := u.rdb.SMembers(ctx, "user-likes:"+id).Result() // want "unbounded-read warn SMEMBERS"
	return &Likes{ids}, err
}

// GetRoom gives one thing where many are.
func (u *Users) GetRoom(ctx context.Context, id string) (*Profile, error) {
	in, err := u.rdb.SMembers(ctx, "room-members:"+id).Result() // want "unbounded-read warn SMEMBERS"
	return &Profile{id, in}, err
}

// GetNewest gives one of them all.
func (u *Users) GetNewest(ctx context.Context) (*Profile, error) {
	all, err := u.rdb.SMembers(ctx, "profiles").Result() // want "unbounded-read warn SMEMBERS"
	return &Profile{"", all}, err
}

// Tagged drops what carries a tag.
func (u *Users) Tagged(ctx context.Context, tag string) {
	keys, _ := u.rdb.SMembers(ctx, "tag:"+tag).Result() // want "unbounded-read warn SMEMBERS"
	u.rdb.Unlink(ctx, keys...)
}

// Newest has an end.
func (u *Users) Newest(ctx context.Context, n int64) string {
	return u.rdb.LRange(ctx, "newest", 0, n-1).Val()[0]
}

// Oldest has none.
func (u *Users) Oldest(ctx context.Context) string {
	return u.rdb.LRange(ctx, "newest", 0, -1).Val()[0] // want "unbounded-read warn LRANGE"
}

// Last ends where no list does.
func (u *Users) Last(ctx context.Context) string {
	all := u.rdb.LRange(ctx, "newest", 0, math.MaxInt64).Val() // want "unbounded-read warn LRANGE"
	return all[len(all)-1]
}

// Page is bounded by its caller.
func (u *Users) Page(ctx context.Context, from, to int64) string {
	return u.rdb.LRange(ctx, "newest", from, to).Val()[0]
}

// Board walks one page of a set.
func (u *Users) Board(ctx context.Context, cursor uint64) ([]string, uint64) {
	return u.rdb.SScan(ctx, "members", cursor, "*", 100).Val()
}

// RawTop reads a whole sorted set by name.
func (u *Users) RawTop() string {
	c := u.pool.Get()
	defer c.Close()
	s, _ := redis.Strings(c.Do("ZRANGE", "board", 0, -1)) // want "unbounded-read warn ZRANGE"
	return s[0]
}

// RawTen reads ten.
func (u *Users) RawTen() string {
	c := u.pool.Get()
	defer c.Close()
	s, _ := redis.Strings(c.Do("ZRANGE", "board", "0", "9"))
	return s[0]
}

// RawScored has bounds that bound nothing.
func (u *Users) RawScored() string {
	c := u.pool.Get()
	defer c.Close()
	s, _ := redis.Strings(c.Do("ZRANGEBYSCORE", "board", "-inf", "+inf")) // want "unbounded-read warn ZRANGEBYSCORE"
	return s[0]
}

// RawLimited has a limit.
func (u *Users) RawLimited() string {
	c := u.pool.Get()
	defer c.Close()
	s, _ := redis.Strings(c.Do("ZRANGEBYSCORE", "board", "-inf", "+inf", "LIMIT", 0, 10))
	return s[0]
}

func (u *Users) score(ctx context.Context, by *goredis.ZRangeBy) int {
	return len(u.rdb.(*goredis.Client).ZRangeByScore(ctx, "board", by).Val())
}

// Scored gives its bounds in a struct.
func Scored(ctx context.Context, c *goredis.Client) int {
	return len(c.ZRangeByScore(ctx, "board", &goredis.ZRangeBy{Min: "-inf", Max: "+inf"}).Val()) // want "unbounded-read warn ZRANGEBYSCORE"
}

// ScoredTen adds a count.
func ScoredTen(ctx context.Context, c *goredis.Client) int {
	return len(c.ZRangeByScore(ctx, "board", &goredis.ZRangeBy{Min: "-inf", Max: "+inf", Count: 10}).Val())
}

// Between has bounds of its caller's.
func (u *Users) Between(ctx context.Context, min, max string) int {
	return u.score(ctx, &goredis.ZRangeBy{Min: min, Max: max})
}

// Values of a listing: all keys, then all values.
func (u *Users) Total(ctx context.Context) int {
	keys, _ := u.rdb.Keys(ctx, "user:*").Result()
	return len(u.rdb.MGet(ctx, keys...).Val()) // want "unbounded-read warn MGET"
}

// Some takes the keys that it is given.
func (u *Users) Some(ctx context.Context, keys []string) int {
	return len(u.rdb.MGet(ctx, keys...).Val())
}

// Route reads the few servers that there are.
func (u *Users) Route(ctx context.Context) string {
	return u.rdb.SMembers(ctx, "app:servers").Val()[0] // want "unbounded-read note SMEMBERS"
}

// Reload asks how long the list is and then reads that much: all of it.
func (u *Users) Reload(ctx context.Context) int {
	n, err := u.rdb.LLen(ctx, "log").Result()
	if err != nil {
		return 0
	}
	return len(u.rdb.LRange(ctx, "log", 0, n-1).Val()) // want "unbounded-read warn LRANGE"
}

// Replay does the same through another client.
func (u *Users) Replay() int {
	c := u.pool.Get()
	defer c.Close()
	n, _ := redis.Int(c.Do("LLEN", "log"))
	s, _ := redis.Strings(c.Do("LRANGE", "log", 0, n)) // want "unbounded-read warn LRANGE"
	return len(s)
}

// Latest reads no more than some.
func (u *Users) Latest(ctx context.Context) int {
	n := min(u.rdb.LLen(ctx, "log").Val(), 100)
	return len(u.rdb.LRange(ctx, "log", 0, n).Val())
}

// Refresh reads what a listing found, elsewhere and put together page by page.
func (u *Users) Refresh(ctx context.Context) int {
	keys, err := u.walk(ctx)
	if err != nil {
		return 0
	}
	return u.fetch(ctx, keys...)
}

func (u *Users) walk(ctx context.Context) (all []string, err error) {
	var cursor uint64
	for {
		var keys []string
		keys, cursor, err = u.rdb.(*goredis.Client).Scan(ctx, cursor, "user:*", 100).Result()
		if err != nil {
			return nil, err
		}
		all = append(all, keys...)
		if cursor == 0 {
			return all, nil
		}
	}
}

func (u *Users) fetch(ctx context.Context, keys ...string) int {
	return len(u.rdb.MGet(ctx, keys...).Val()) // want "unbounded-read warn MGET"
}

// OnePage reads one page of them.
func (u *Users) OnePage(ctx context.Context, cursor uint64) int {
	keys, _, err := u.rdb.(*goredis.Client).Scan(ctx, cursor, "user:*", 100).Result()
	if err != nil {
		return 0
	}
	return len(u.rdb.(*goredis.Client).MGet(ctx, keys...).Val())
}

// Retry reads the list in the company of its length.
func (u *Users) Retry(ctx context.Context) (int, int64) {
	p := u.rdb.Pipeline()
	n := p.LLen(ctx, "retries")
	all := p.LRange(ctx, "retries", 0, -1) // want "unbounded-read warn LRANGE"
	_, _ = p.Exec(ctx)
	return len(all.Val()), n.Val()
}

// Flags reads the few members of each of some sets.
func (u *Users) Flags(ctx context.Context, ids []string) int {
	p := u.rdb.Pipeline()
	for _, id := range ids {
		p.SMembers(ctx, "flags:"+id) // want "unbounded-read note SMEMBERS"
	}
	_, err := p.Exec(ctx)
	if err != nil {
		return 0
	}
	return len(ids)
}

// Handler is whatever a framework takes for one.
type Handler interface{}

// Middleware makes one, once.
func Middleware(ctx context.Context, c *goredis.Client) Handler {
	known := c.HGetAll(ctx, "known").Val() // want "unbounded-read note HGETALL"
	return func(name string) string { return known[name] }
}

// Busy reads who is there to say how many.
func (u *Users) Busy(ctx context.Context, channel string) int {
	return len(u.rdb.HGetAll(ctx, "presence:"+channel).Val()) // want "unbounded-read warn HGETALL"
}

// Channel is one thing's own hash.
func (u *Users) Channel(ctx context.Context, channel string) map[string]string {
	return u.rdb.HGetAll(ctx, "channel:"+channel).Val() // want "unbounded-read note HGETALL"
}

// FindUsers reads whatever matches, and a short name matches all.
func (u *Users) FindUsers(ctx context.Context, name string) []any {
	keys := u.rdb.Keys(ctx, "user:*"+name+"*").Val()
	return u.rdb.MGet(ctx, keys...).Val() // want "unbounded-read warn MGET"
}

// Ranked looks for one among all.
func (u *Users) Ranked(ctx context.Context, rdb *goredis.Client, id string) int {
	all, _ := rdb.ZRangeArgs(ctx, goredis.ZRangeArgs{Key: "ladder", Start: 0, Stop: -1}).Result() // want "unbounded-read warn ZRANGE"
	for i, x := range all {
		if x == id {
			return i
		}
	}
	return -1
}

// RankedSome has a stop.
func (u *Users) RankedSome(ctx context.Context, rdb *goredis.Client) int {
	some, _ := rdb.ZRangeArgs(ctx, goredis.ZRangeArgs{Key: "ladder", Start: 0, Stop: 9}).Result()
	return len(some)
}

// Check reads a stream whole.
func (u *Users) Check(ctx context.Context, rdb *goredis.Client) int {
	all, _ := rdb.XRange(ctx, "audit", "-", "+").Result() // want "unbounded-read warn XRANGE"
	return len(all)
}

// CheckSome reads a hundred.
func (u *Users) CheckSome(ctx context.Context, rdb *goredis.Client) int {
	some, _ := rdb.XRangeN(ctx, "audit", "-", "+", 100).Result()
	return len(some)
}

// Sum adds up all scores.
func (u *Users) Sum(ctx context.Context) int {
	all, _ := u.rdb.(*goredis.Client).ZRangeByScore(ctx, "sums", &goredis.ZRangeBy{Min: "0", Max: "+inf"}).Result() // want "unbounded-read warn ZRANGEBYSCORE"
	return len(all)
}

// Size counts what the server could count.
func (u *Users) Size(ctx context.Context) int {
	return len(u.rdb.SMembers(ctx, "everybody").Val()) // want "unbounded-read warn SMEMBERS"
}

// request has a getter that gives a value where there is none.
type request struct{ id int64 }

func (r *request) ID() int64 {
	if r == nil {
		return 0
	}
	return r.id
}

// Unread is one user's hash, whoever asks.
func (u *Users) Unread(ctx context.Context, r *request) int {
	return len(u.rdb.HGetAll(ctx, fmt.Sprintf("unread:%d", r.ID())).Val()) // want "unbounded-read note HGETALL"
}

var grab = goredis.NewScript(`return redis.call("hgetall", KEYS[1])`)

// Grab reads a hash that has one name.
func (u *Users) Grab(ctx context.Context) int {
	return len(grab.Run(ctx, u.rdb, []string{"everybody"}).Val().([]any)) // want "unbounded-read warn HGETALL"
}

// GrabOne reads one user's.
func (u *Users) GrabOne(ctx context.Context, id string) int {
	return len(grab.Run(ctx, u.rdb, []string{"user:" + id}).Val().([]any)) // want "unbounded-read note HGETALL"
}
