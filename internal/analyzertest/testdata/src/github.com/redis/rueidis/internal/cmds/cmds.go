// Package cmds has the shape of rueidis' command builder and no behaviour.
package cmds

import "time"

type Builder struct{}

type Completed struct{}

func (b Builder) Get() Get                     { return Get{} }
func (b Builder) Set() Set                     { return Set{} }
func (b Builder) Setnx() Set                   { return Set{} }
func (b Builder) Del() Del                     { return Del{} }
func (b Builder) Hgetall() Hgetall             { return Hgetall{} }
func (b Builder) Smembers() Smembers           { return Smembers{} }
func (b Builder) Hget() Hget                   { return Hget{} }
func (b Builder) Lrange() Lrange               { return Lrange{} }
func (b Builder) Scan() Scan                   { return Scan{} }
func (b Builder) Zrangebyscore() Zrangebyscore { return Zrangebyscore{} }
func (b Builder) Expire() Expire               { return Expire{} }

func (b Builder) Arbitrary(token ...string) Arbitrary { return Arbitrary{} }

type Arbitrary struct{}

func (c Arbitrary) Keys(keys ...string) Arbitrary { return c }
func (c Arbitrary) Args(args ...string) Arbitrary { return c }
func (c Arbitrary) Build() Completed              { return Completed{} }

type Hget struct{}

func (c Hget) Key(key string) Hget     { return c }
func (c Hget) Field(field string) Hget { return c }
func (c Hget) Build() Completed        { return Completed{} }

type Zrangebyscore struct{}

func (c Zrangebyscore) Key(key string) Zrangebyscore            { return c }
func (c Zrangebyscore) Min(min string) Zrangebyscore            { return c }
func (c Zrangebyscore) Max(max string) Zrangebyscore            { return c }
func (c Zrangebyscore) Limit(offset, count int64) Zrangebyscore { return c }
func (c Zrangebyscore) Build() Completed                        { return Completed{} }

type Lrange struct{}

func (c Lrange) Key(key string) Lrange    { return c }
func (c Lrange) Start(start int64) Lrange { return c }
func (c Lrange) Stop(stop int64) Lrange   { return c }
func (c Lrange) Build() Completed         { return Completed{} }

type Get struct{}

func (c Get) Key(key string) Get { return c }
func (c Get) Build() Completed   { return Completed{} }

type Set struct{}

func (c Set) Key(key string) Set          { return c }
func (c Set) Value(value string) Set      { return c }
func (c Set) Nx() Set                     { return c }
func (c Set) Ex(d time.Duration) Set      { return c }
func (c Set) ExSeconds(seconds int64) Set { return c }
func (c Set) Build() Completed            { return Completed{} }

type Del struct{}

func (c Del) Key(key ...string) Del { return c }
func (c Del) Build() Completed      { return Completed{} }

type Hgetall struct{}

func (c Hgetall) Key(key string) Hgetall { return c }
func (c Hgetall) Build() Completed       { return Completed{} }

type Smembers struct{}

func (c Smembers) Key(key string) Smembers { return c }
func (c Smembers) Build() Completed        { return Completed{} }

type Scan struct{}

func (c Scan) Cursor(cursor uint64) Scan { return c }
func (c Scan) Match(pattern string) Scan { return c }
func (c Scan) Count(count int64) Scan    { return c }
func (c Scan) Build() Completed          { return Completed{} }

type Expire struct{}

func (c Expire) Key(key string) Expire        { return c }
func (c Expire) Seconds(seconds int64) Expire { return c }
func (c Expire) Build() Completed             { return Completed{} }
