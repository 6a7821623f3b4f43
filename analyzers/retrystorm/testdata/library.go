// Package library leaves retries to libraries.
package library

import (
	"context"
	"database/sql"
	"errors"
	"log"
	"time"

	retry "github.com/avast/retry-go/v4"
	"github.com/cenkalti/backoff/v4"
	backoff5 "github.com/cenkalti/backoff/v5"
	"github.com/redis/go-redis/v9"
	goretry "github.com/sethvargo/go-retry"
)

type Store struct {
	rdb *redis.Client
	db  *sql.DB
	pol backoff.BackOff
}

func (s *Store) Constant(ctx context.Context) error {
	return backoff.Retry(func() error {
		return s.rdb.Incr(ctx, "n").Err() // want "retry-storm warn INCR"
	}, backoff.NewConstantBackOff(time.Second))
}

func (s *Store) Notified() error {
	insert := func() error {
		_, err := s.db.Exec("INSERT INTO t VALUES (1)") // want "retry-storm warn exec"
		return err
	}
	var b backoff.BackOff = backoff.NewConstantBackOff(10 * time.Millisecond)
	return backoff.RetryNotify(insert, b, func(err error, d time.Duration) { log.Print(err, d) })
}

// NoRetry is called once: no tries are none.
func (s *Store) NoRetry(ctx context.Context) error {
	b := backoff.WithMaxRetries(backoff.NewConstantBackOff(time.Second), 0)
	return backoff.Retry(func() error { return s.incr(ctx) }, b)
}

func (s *Store) Through(ctx context.Context) error {
	return backoff.Retry(func() error { return s.incr(ctx) }, pace(time.Minute)) // want "retry-storm warn INCR"
}

func pace(d time.Duration) backoff.BackOff { return backoff.NewConstantBackOff(d) }

func (s *Store) incr(ctx context.Context) error { return s.rdb.Incr(ctx, "n").Err() }

// ConstantSome gives up.
func (s *Store) ConstantSome(ctx context.Context) error {
	b := backoff.WithMaxRetries(backoff.NewConstantBackOff(time.Second), 5)
	return backoff.Retry(func() error { return s.incr(ctx) }, b)
}

// ConstantHeeding ends with its caller.
func (s *Store) ConstantHeeding(ctx context.Context) error {
	b := backoff.WithContext(backoff.NewConstantBackOff(time.Second), ctx)
	return backoff.Retry(func() error { return s.incr(ctx) }, b)
}

// Growing grows, for ever or not.
func (s *Store) Growing(ctx context.Context) error {
	b := backoff.NewExponentialBackOff()
	b.MaxElapsedTime = 0
	return backoff.Retry(func() error { return s.incr(ctx) }, b)
}

// Told does not know its policy.
func (s *Store) Told(ctx context.Context) error {
	return backoff.Retry(func() error { return s.incr(ctx) }, s.pol)
}

// Picky retries nothing but what may pass.
func (s *Store) Picky(ctx context.Context) error {
	return backoff.Retry(func() error {
		err := s.incr(ctx)
		if !errors.Is(err, redis.TxFailedErr) {
			return backoff.Permanent(err)
		}
		return err
	}, backoff.NewConstantBackOff(time.Second))
}

// NoCommand asks another server.
func (s *Store) NoCommand() error {
	return backoff.Retry(func() error { return errors.New("x") }, backoff.NewConstantBackOff(time.Second))
}

func (s *Store) Five(ctx context.Context) error {
	_, err := backoff5.Retry(context.Background(), func() (int64, error) {
		return s.rdb.Incr(ctx, "n").Result() // want "retry-storm warn INCR"
	}, backoff5.WithBackOff(backoff5.NewConstantBackOff(time.Second)), backoff5.WithMaxElapsedTime(0))
	return err
}

// FiveDefault ends after a quarter of an hour.
func (s *Store) FiveDefault(ctx context.Context) error {
	_, err := backoff5.Retry(context.Background(), func() (int64, error) {
		return s.rdb.Incr(ctx, "n").Result()
	}, backoff5.WithBackOff(backoff5.NewConstantBackOff(time.Second)))
	return err
}

// FiveTries counts, and FiveHeeding ends with its caller.
func (s *Store) FiveTries(ctx context.Context) error {
	_, err := backoff5.Retry(context.Background(), func() (int64, error) {
		return s.rdb.Incr(ctx, "n").Result()
	}, backoff5.WithBackOff(backoff5.NewConstantBackOff(time.Second)), backoff5.WithMaxElapsedTime(0), backoff5.WithMaxTries(9))
	return err
}

func (s *Store) FiveHeeding(ctx context.Context) error {
	_, err := backoff5.Retry(ctx, func() (int64, error) {
		return s.rdb.Incr(ctx, "n").Result()
	}, backoff5.WithBackOff(backoff5.NewConstantBackOff(time.Second)), backoff5.WithMaxElapsedTime(0))
	return err
}

func (s *Store) Avast(ctx context.Context) error {
	return retry.Do(
		func() error { return s.rdb.Incr(ctx, "n").Err() }, // want "retry-storm warn INCR"
		retry.Attempts(0), retry.DelayType(retry.FixedDelay), retry.Delay(time.Second),
	)
}

func (s *Store) AvastUntil(ctx context.Context) error {
	return retry.Do(
		func() error { return s.rdb.Incr(ctx, "n").Err() }, // want "retry-storm warn INCR"
		retry.UntilSucceeded(), retry.DelayType(retry.FixedDelay),
	)
}

// AvastGrowing never ends and grows by default, AvastTen ends by default.
func (s *Store) AvastGrowing(ctx context.Context) error {
	return retry.Do(func() error { return s.incr(ctx) }, retry.Attempts(0))
}

func (s *Store) AvastTen(ctx context.Context) error {
	return retry.Do(func() error { return s.incr(ctx) }, retry.DelayType(retry.FixedDelay))
}

// AvastBoth adds a pause that grows to one that does not.
func (s *Store) AvastBoth(ctx context.Context) error {
	return retry.Do(func() error { return s.incr(ctx) }, retry.Attempts(0),
		retry.DelayType(retry.CombineDelay(retry.BackOffDelay, retry.FixedDelay)))
}

func (s *Store) AvastHeeding(ctx context.Context) error {
	return retry.Do(func() error { return s.incr(ctx) },
		retry.Attempts(0), retry.DelayType(retry.FixedDelay), retry.Context(ctx))
}

// AvastOne stops where the server is away.
func (s *Store) AvastOne(ctx context.Context) error {
	return retry.Do(func() error { return s.incr(ctx) }, retry.Attempts(0), retry.DelayType(retry.FixedDelay),
		retry.RetryIf(func(err error) bool { return errors.Is(err, redis.TxFailedErr) }))
}

func (s *Store) Seth() error {
	return goretry.Constant(context.Background(), time.Second, func(ctx context.Context) error {
		if err := s.db.PingContext(ctx); err != nil { // want "retry-storm warn ping"
			return goretry.RetryableError(err)
		}
		return nil
	})
}

func (s *Store) SethJitter() error {
	b := goretry.WithJitter(time.Second, goretry.NewConstant(time.Second))
	return goretry.Do(context.TODO(), b, func(ctx context.Context) error {
		return goretry.RetryableError(s.incr(ctx)) // want "retry-storm warn INCR"
	})
}

// SethOnce marks no error, so that none is retried.
func (s *Store) SethOnce() error {
	return goretry.Constant(context.Background(), time.Second, func(ctx context.Context) error {
		return s.db.PingContext(ctx)
	})
}

func (s *Store) SethSome() error {
	b := goretry.WithMaxRetries(3, goretry.NewConstant(time.Second))
	return goretry.Do(context.Background(), b, func(ctx context.Context) error {
		return goretry.RetryableError(s.incr(ctx))
	})
}

func (s *Store) SethGrowing() error {
	return goretry.Do(context.Background(), goretry.NewFibonacci(time.Second), func(ctx context.Context) error {
		return goretry.RetryableError(s.incr(ctx))
	})
}

// Written writes its policy out.
func (s *Store) Written(ctx context.Context) error {
	return backoff.Retry(func() error { return s.incr(ctx) }, &backoff.ConstantBackOff{Interval: time.Second}) // want "retry-storm warn INCR"
}

// keeper has its policy in a field.
type keeper struct {
	rdb *redis.Client
	pol backoff.BackOff
}

func newKeeper(rdb *redis.Client) *keeper {
	return &keeper{rdb: rdb, pol: backoff.NewConstantBackOff(time.Second)}
}

func Keep(rdb *redis.Client, v string) error {
	k := newKeeper(rdb)
	return backoff.Retry(func() error {
		return k.rdb.RPush(context.Background(), "kept", v).Err() // want "retry-storm warn RPUSH"
	}, k.pol)
}

// Endless has a context that never ends.
func Endless(rdb *redis.Client, v string) error {
	b := backoff.WithContext(backoff.NewConstantBackOff(time.Second), context.Background())
	return backoff.Retry(func() error {
		return rdb.RPush(context.Background(), "endless", v).Err() // want "retry-storm warn RPUSH"
	}, b)
}

func Ending(ctx context.Context, rdb *redis.Client, v string) error {
	b := backoff.WithContext(backoff.NewConstantBackOff(time.Second), ctx)
	return backoff.Retry(func() error { return rdb.RPush(ctx, "ending", v).Err() }, b)
}
