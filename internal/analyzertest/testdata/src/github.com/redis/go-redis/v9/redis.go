// Package redis has the shape of go-redis v9 and no behaviour.
package redis

import (
	"context"
	"net"
	"time"
)

// Nil and TxFailedErr are constants, as in the library itself.
const Nil = replyError("redis: nil")

type replyError string

func (e replyError) Error() string { return string(e) }

const KeepTTL = -1

type Options struct {
	Addr       string
	MaxRetries int
}

type UniversalOptions struct{ Addrs []string }

const TxFailedErr = replyError("redis: transaction failed")

type Cmder interface {
	Name() string
	Err() error
}

type (
	DialHook            func(ctx context.Context, network, addr string) (net.Conn, error)
	ProcessHook         func(ctx context.Context, cmd Cmder) error
	ProcessPipelineHook func(ctx context.Context, cmds []Cmder) error
)

type Hook interface {
	DialHook(next DialHook) DialHook
	ProcessHook(next ProcessHook) ProcessHook
	ProcessPipelineHook(next ProcessPipelineHook) ProcessPipelineHook
}

func (c *Client) AddHook(hook Hook) {}

type Message struct{ Channel, Payload string }

type ChannelOption func(int)

type PubSub struct{ closed bool }

func (c *Client) Subscribe(ctx context.Context, channels ...string) *PubSub { return nil }
func (c *PubSub) Channel(opts ...ChannelOption) <-chan *Message             { return nil }
func (c *PubSub) ReceiveMessage(ctx context.Context) (*Message, error)      { return nil, nil }

type baseCmd struct{ err error }

func (c *baseCmd) Name() string { return "" }
func (c *baseCmd) Err() error   { return c.err }

type (
	StatusCmd struct{ baseCmd }
	StringCmd struct{ baseCmd }
	BoolCmd   struct{ baseCmd }
	IntCmd    struct{ baseCmd }
	FloatCmd  struct{ baseCmd }
	Cmd       struct{ baseCmd }
	SliceCmd  struct{ baseCmd }

	StringSliceCmd     struct{ baseCmd }
	BoolSliceCmd       struct{ baseCmd }
	MapStringStringCmd struct{ baseCmd }
	StringStructMapCmd struct{ baseCmd }
	ScanCmd            struct{ baseCmd }
	DurationCmd        struct{ baseCmd }
	ZSliceCmd          struct{ baseCmd }
)

func (c *StatusCmd) Val() string                                 { return "" }
func (c *StatusCmd) Result() (string, error)                     { return "", nil }
func (c *StringCmd) Val() string                                 { return "" }
func (c *StringCmd) Result() (string, error)                     { return "", nil }
func (c *StringCmd) Bytes() ([]byte, error)                      { return nil, nil }
func (c *StringCmd) Int() (int, error)                           { return 0, nil }
func (c *BoolCmd) Val() bool                                     { return false }
func (c *BoolCmd) Result() (bool, error)                         { return false, nil }
func (c *IntCmd) Val() int64                                     { return 0 }
func (c *IntCmd) Result() (int64, error)                         { return 0, nil }
func (c *FloatCmd) Result() (float64, error)                     { return 0, nil }
func (c *Cmd) Val() any                                          { return nil }
func (c *Cmd) Result() (any, error)                              { return nil, nil }
func (c *Cmd) Int() (int, error)                                 { return 0, nil }
func (c *Cmd) Bool() (bool, error)                               { return false, nil }
func (c *Cmd) Text() (string, error)                             { return "", nil }
func (c *Cmd) StringSlice() ([]string, error)                    { return nil, nil }
func (c *Cmd) Slice() ([]any, error)                             { return nil, nil }
func (c *SliceCmd) Val() []any                                   { return nil }
func (c *SliceCmd) Result() ([]any, error)                       { return nil, nil }
func (c *StringSliceCmd) Val() []string                          { return nil }
func (c *StringSliceCmd) Result() ([]string, error)              { return nil, nil }
func (c *MapStringStringCmd) Val() map[string]string             { return nil }
func (c *MapStringStringCmd) Result() (map[string]string, error) { return nil, nil }
func (c *MapStringStringCmd) Scan(dst any) error                 { return nil }
func (c *ScanCmd) Val() ([]string, uint64)                       { return nil, 0 }
func (c *ScanCmd) Result() ([]string, uint64, error)             { return nil, 0, nil }
func (c *ScanCmd) Iterator() *ScanIterator                       { return nil }
func (c *DurationCmd) Result() (time.Duration, error)            { return 0, nil }
func (c *ZSliceCmd) Result() ([]Z, error)                        { return nil, nil }
func (c *BoolSliceCmd) Result() ([]bool, error)                  { return nil, nil }

type ScanIterator struct{}

func (it *ScanIterator) Next(ctx context.Context) bool { return false }
func (it *ScanIterator) Val() string                   { return "" }
func (it *ScanIterator) Err() error                    { return nil }

type XMessage struct {
	ID     string
	Values map[string]any
}

type XMessageSliceCmd struct{ baseCmd }

func (c *XMessageSliceCmd) Result() ([]XMessage, error) { return nil, nil }

func (c cmdable) XRange(ctx context.Context, stream, start, stop string) *XMessageSliceCmd {
	return nil
}
func (c cmdable) XRangeN(ctx context.Context, stream, start, stop string, count int64) *XMessageSliceCmd {
	return nil
}
func (c cmdable) JSONSet(ctx context.Context, key, path string, value any) *StatusCmd { return nil }

type Z struct {
	Score  float64
	Member any
}

type ZRangeBy struct {
	Min, Max      string
	Offset, Count int64
}

type ZRangeArgs struct {
	Key           string
	Start, Stop   any
	ByScore       bool
	Offset, Count int64
}

type Sort struct {
	By            string
	Offset, Count int64
}

type SetArgs struct {
	Mode     string
	TTL      time.Duration
	ExpireAt time.Time
	KeepTTL  bool
}

type cmdable func(ctx context.Context, cmd Cmder) error

func (c cmdable) FlushAll(ctx context.Context) *StatusCmd     { return nil }
func (c cmdable) FlushDB(ctx context.Context) *StatusCmd      { return nil }
func (c cmdable) FlushDBAsync(ctx context.Context) *StatusCmd { return nil }
func (c cmdable) Ping(ctx context.Context) *StatusCmd         { return nil }
func (c cmdable) Wait(ctx context.Context, numSlaves int, timeout time.Duration) *IntCmd {
	return nil
}
func (c cmdable) ConfigSet(ctx context.Context, parameter, value string) *StatusCmd   { return nil }
func (c cmdable) Info(ctx context.Context, section ...string) *StringCmd              { return nil }
func (c cmdable) Keys(ctx context.Context, pattern string) *StringSliceCmd            { return nil }
func (c cmdable) Get(ctx context.Context, key string) *StringCmd                      { return nil }
func (c cmdable) GetDel(ctx context.Context, key string) *StringCmd                   { return nil }
func (c cmdable) MGet(ctx context.Context, keys ...string) *SliceCmd                  { return nil }
func (c cmdable) MSet(ctx context.Context, values ...any) *StatusCmd                  { return nil }
func (c cmdable) Del(ctx context.Context, keys ...string) *IntCmd                     { return nil }
func (c cmdable) Unlink(ctx context.Context, keys ...string) *IntCmd                  { return nil }
func (c cmdable) Exists(ctx context.Context, keys ...string) *IntCmd                  { return nil }
func (c cmdable) Rename(ctx context.Context, key, newkey string) *StatusCmd           { return nil }
func (c cmdable) TTL(ctx context.Context, key string) *DurationCmd                    { return nil }
func (c cmdable) Incr(ctx context.Context, key string) *IntCmd                        { return nil }
func (c cmdable) DecrBy(ctx context.Context, key string, n int64) *IntCmd             { return nil }
func (c cmdable) Expire(ctx context.Context, key string, d time.Duration) *BoolCmd    { return nil }
func (c cmdable) PExpire(ctx context.Context, key string, d time.Duration) *BoolCmd   { return nil }
func (c cmdable) ExpireAt(ctx context.Context, key string, tm time.Time) *BoolCmd     { return nil }
func (c cmdable) HGet(ctx context.Context, key, field string) *StringCmd              { return nil }
func (c cmdable) HGetAll(ctx context.Context, key string) *MapStringStringCmd         { return nil }
func (c cmdable) HKeys(ctx context.Context, key string) *StringSliceCmd               { return nil }
func (c cmdable) HVals(ctx context.Context, key string) *StringSliceCmd               { return nil }
func (c cmdable) HMGet(ctx context.Context, key string, fields ...string) *SliceCmd   { return nil }
func (c cmdable) HSet(ctx context.Context, key string, values ...any) *IntCmd         { return nil }
func (c cmdable) HMSet(ctx context.Context, key string, values ...any) *BoolCmd       { return nil }
func (c cmdable) HDel(ctx context.Context, key string, fields ...string) *IntCmd      { return nil }
func (c cmdable) SAdd(ctx context.Context, key string, members ...any) *IntCmd        { return nil }
func (c cmdable) SPop(ctx context.Context, key string) *StringCmd                     { return nil }
func (c cmdable) SRem(ctx context.Context, key string, members ...any) *IntCmd        { return nil }
func (c cmdable) SMembers(ctx context.Context, key string) *StringSliceCmd            { return nil }
func (c cmdable) SMembersMap(ctx context.Context, key string) *StringStructMapCmd     { return nil }
func (c cmdable) SInter(ctx context.Context, keys ...string) *StringSliceCmd          { return nil }
func (c cmdable) SUnion(ctx context.Context, keys ...string) *StringSliceCmd          { return nil }
func (c cmdable) LPush(ctx context.Context, key string, values ...any) *IntCmd        { return nil }
func (c cmdable) RPush(ctx context.Context, key string, values ...any) *IntCmd        { return nil }
func (c cmdable) LTrim(ctx context.Context, key string, start, stop int64) *StatusCmd { return nil }
func (c cmdable) ZAdd(ctx context.Context, key string, members ...Z) *IntCmd          { return nil }
func (c cmdable) ZRemRangeByScore(ctx context.Context, key, min, max string) *IntCmd  { return nil }
func (c cmdable) SCard(ctx context.Context, key string) *IntCmd                       { return nil }
func (c cmdable) LLen(ctx context.Context, key string) *IntCmd                        { return nil }
func (c cmdable) ZCard(ctx context.Context, key string) *IntCmd                       { return nil }
func (c cmdable) SIsMember(ctx context.Context, key string, member any) *BoolCmd      { return nil }
func (c cmdable) IncrBy(ctx context.Context, key string, value int64) *IntCmd         { return nil }
func (c cmdable) Decr(ctx context.Context, key string) *IntCmd                        { return nil }
func (c cmdable) Persist(ctx context.Context, key string) *BoolCmd                    { return nil }
func (c cmdable) LPop(ctx context.Context, key string) *StringCmd                     { return nil }
func (c cmdable) HExists(ctx context.Context, key, field string) *BoolCmd             { return nil }
func (c cmdable) HLen(ctx context.Context, key string) *IntCmd                        { return nil }
func (c cmdable) HIncrBy(ctx context.Context, key, field string, incr int64) *IntCmd  { return nil }
func (c cmdable) ZRem(ctx context.Context, key string, members ...any) *IntCmd        { return nil }
func (c cmdable) PTTL(ctx context.Context, key string) *DurationCmd                   { return nil }
func (c cmdable) Publish(ctx context.Context, channel string, message any) *IntCmd    { return nil }

func (c cmdable) LRange(ctx context.Context, key string, start, stop int64) *StringSliceCmd {
	return nil
}
func (c cmdable) ZRange(ctx context.Context, key string, start, stop int64) *StringSliceCmd {
	return nil
}
func (c cmdable) ZRangeWithScores(ctx context.Context, key string, start, stop int64) *ZSliceCmd {
	return nil
}
func (c cmdable) ZRevRange(ctx context.Context, key string, start, stop int64) *StringSliceCmd {
	return nil
}
func (c cmdable) ZRangeByScore(ctx context.Context, key string, opt *ZRangeBy) *StringSliceCmd {
	return nil
}
func (c cmdable) ZRangeArgs(ctx context.Context, z ZRangeArgs) *StringSliceCmd { return nil }
func (c cmdable) ZRemRangeByRank(ctx context.Context, key string, start, stop int64) *IntCmd {
	return nil
}
func (c cmdable) Sort(ctx context.Context, key string, sort *Sort) *StringSliceCmd { return nil }
func (c cmdable) Set(ctx context.Context, key string, value any, expiration time.Duration) *StatusCmd {
	return nil
}
func (c cmdable) SetArgs(ctx context.Context, key string, value any, a SetArgs) *StatusCmd {
	return nil
}
func (c cmdable) SetEx(ctx context.Context, key string, value any, expiration time.Duration) *StatusCmd {
	return nil
}
func (c cmdable) SetNX(ctx context.Context, key string, value any, expiration time.Duration) *BoolCmd {
	return nil
}
func (c cmdable) SetXX(ctx context.Context, key string, value any, expiration time.Duration) *BoolCmd {
	return nil
}
func (c cmdable) HSetNX(ctx context.Context, key, field string, value any) *BoolCmd { return nil }
func (c cmdable) GetSet(ctx context.Context, key string, value any) *StringCmd      { return nil }
func (c cmdable) Scan(ctx context.Context, cursor uint64, match string, count int64) *ScanCmd {
	return nil
}
func (c cmdable) HScan(ctx context.Context, key string, cursor uint64, match string, count int64) *ScanCmd {
	return nil
}
func (c cmdable) SScan(ctx context.Context, key string, cursor uint64, match string, count int64) *ScanCmd {
	return nil
}
func (c cmdable) Eval(ctx context.Context, script string, keys []string, args ...any) *Cmd {
	return nil
}
func (c cmdable) EvalSha(ctx context.Context, sha1 string, keys []string, args ...any) *Cmd {
	return nil
}
func (c cmdable) ScriptLoad(ctx context.Context, script string) *StringCmd { return nil }
func (c cmdable) Pipeline() Pipeliner                                      { return nil }
func (c cmdable) TxPipeline() Pipeliner                                    { return nil }
func (c cmdable) Pipelined(ctx context.Context, fn func(Pipeliner) error) ([]Cmder, error) {
	return nil, nil
}
func (c cmdable) TxPipelined(ctx context.Context, fn func(Pipeliner) error) ([]Cmder, error) {
	return nil, nil
}

// Cmdable lists the commands that tests use.
type Cmdable interface {
	LLen(ctx context.Context, key string) *IntCmd
	FlushAll(ctx context.Context) *StatusCmd
	FlushDB(ctx context.Context) *StatusCmd
	Keys(ctx context.Context, pattern string) *StringSliceCmd
	Get(ctx context.Context, key string) *StringCmd
	MGet(ctx context.Context, keys ...string) *SliceCmd
	MSet(ctx context.Context, values ...any) *StatusCmd
	Del(ctx context.Context, keys ...string) *IntCmd
	Unlink(ctx context.Context, keys ...string) *IntCmd
	Exists(ctx context.Context, keys ...string) *IntCmd
	Rename(ctx context.Context, key, newkey string) *StatusCmd
	Incr(ctx context.Context, key string) *IntCmd
	Expire(ctx context.Context, key string, d time.Duration) *BoolCmd
	HGet(ctx context.Context, key, field string) *StringCmd
	HGetAll(ctx context.Context, key string) *MapStringStringCmd
	HSet(ctx context.Context, key string, values ...any) *IntCmd
	SAdd(ctx context.Context, key string, members ...any) *IntCmd
	SMembers(ctx context.Context, key string) *StringSliceCmd
	LRange(ctx context.Context, key string, start, stop int64) *StringSliceCmd
	ZAdd(ctx context.Context, key string, members ...Z) *IntCmd
	Set(ctx context.Context, key string, value any, expiration time.Duration) *StatusCmd
	SetEx(ctx context.Context, key string, value any, expiration time.Duration) *StatusCmd
	SetNX(ctx context.Context, key string, value any, expiration time.Duration) *BoolCmd
	Scan(ctx context.Context, cursor uint64, match string, count int64) *ScanCmd
	SScan(ctx context.Context, key string, cursor uint64, match string, count int64) *ScanCmd
	HScan(ctx context.Context, key string, cursor uint64, match string, count int64) *ScanCmd
	Eval(ctx context.Context, script string, keys []string, args ...any) *Cmd
	EvalSha(ctx context.Context, sha1 string, keys []string, args ...any) *Cmd
	ScriptLoad(ctx context.Context, script string) *StringCmd
	Pipeline() Pipeliner
	Pipelined(ctx context.Context, fn func(Pipeliner) error) ([]Cmder, error)
	TxPipeline() Pipeliner
	TxPipelined(ctx context.Context, fn func(Pipeliner) error) ([]Cmder, error)
}

type UniversalClient interface {
	Cmdable
	Do(ctx context.Context, args ...any) *Cmd
	Process(ctx context.Context, cmd Cmder) error
	Watch(ctx context.Context, fn func(*Tx) error, keys ...string) error
	Close() error
}

type Pipeliner interface {
	Cmdable
	Do(ctx context.Context, args ...any) *Cmd
	Publish(ctx context.Context, channel string, message any) *IntCmd
	Exec(ctx context.Context) ([]Cmder, error)
	Discard()
	Len() int
}

type Pipeline struct{ cmdable }

func (p *Pipeline) Do(ctx context.Context, args ...any) *Cmd  { return nil }
func (p *Pipeline) Exec(ctx context.Context) ([]Cmder, error) { return nil, nil }
func (p *Pipeline) Discard()                                  {}
func (p *Pipeline) Len() int                                  { return 0 }

type Tx struct{ cmdable }

type Client struct{ cmdable }

func NewClient(opt *Options) *Client                                                  { return nil }
func NewUniversalClient(opts *UniversalOptions) UniversalClient                       { return nil }
func (c *Client) Do(ctx context.Context, args ...any) *Cmd                            { return nil }
func (c *Client) Process(ctx context.Context, cmd Cmder) error                        { return nil }
func (c *Client) Close() error                                                        { return nil }
func (c *Client) Watch(ctx context.Context, fn func(*Tx) error, keys ...string) error { return nil }

type ClusterClient struct{ cmdable }

func (c *ClusterClient) Do(ctx context.Context, args ...any) *Cmd { return nil }
func (c *ClusterClient) ForEachMaster(ctx context.Context, fn func(ctx context.Context, client *Client) error) error {
	return nil
}

func NewStatusCmd(ctx context.Context, args ...any) *StatusCmd { return nil }
func NewCmd(ctx context.Context, args ...any) *Cmd             { return nil }

type Scripter interface {
	Eval(ctx context.Context, script string, keys []string, args ...any) *Cmd
	EvalSha(ctx context.Context, sha1 string, keys []string, args ...any) *Cmd
	ScriptLoad(ctx context.Context, script string) *StringCmd
}

type Script struct{ src string }

func NewScript(src string) *Script                                                      { return nil }
func (s *Script) Hash() string                                                          { return "" }
func (s *Script) Load(ctx context.Context, c Scripter) *StringCmd                       { return nil }
func (s *Script) Run(ctx context.Context, c Scripter, keys []string, args ...any) *Cmd  { return nil }
func (s *Script) Eval(ctx context.Context, c Scripter, keys []string, args ...any) *Cmd { return nil }
func (s *Script) EvalSha(ctx context.Context, c Scripter, keys []string, args ...any) *Cmd {
	return nil
}

func (c cmdable) BLPop(ctx context.Context, timeout time.Duration, keys ...string) *StringSliceCmd {
	return nil
}
