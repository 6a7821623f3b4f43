// Package rest goes round again after a pause that is always the same.
package rest

import (
	"context"
	"log"
	"time"

	redigo "github.com/gomodule/redigo/redis"
	"github.com/redis/go-redis/v9"
)

// Subscriber hands on what comes.
type Subscriber struct {
	pool   *redigo.Pool
	rdb    *redis.Client
	handle func([]byte)
}

// Start rests whether it failed or not.
func (s *Subscriber) Start(channel string) {
	go func() {
		for {
			if err := s.listen(channel); err != nil { // want "retry-storm warn wait"
				log.Print(err)
			}
			time.Sleep(time.Second)
		}
	}()
}

func (s *Subscriber) listen(channel string) error {
	conn := s.pool.Get()
	defer conn.Close()
	sub := redigo.PubSubConn{Conn: conn}
	if err := sub.Subscribe(channel); err != nil {
		return err
	}
	for {
		switch v := sub.Receive().(type) {
		case redigo.Message:
			s.handle(v.Data)
		case error:
			return v
		}
	}
}

// Run is told of no error, and comes back only by one.
func (s *Subscriber) Run(channel string) {
	for {
		s.hear(channel) // want "retry-storm warn wait"
		time.Sleep(time.Second)
	}
}

func (s *Subscriber) hear(channel string) {
	conn := s.pool.Get()
	defer conn.Close()
	sub := redigo.PubSubConn{Conn: conn}
	for {
		switch v := sub.Receive().(type) {
		case redigo.Message:
			s.handle(v.Data)
		case error:
			log.Print(v)
			return
		}
	}
}

// Consume subscribes anew in a loop around.
func (s *Subscriber) Consume(ctx context.Context, channel string) {
	for {
		sub := s.rdb.Subscribe(ctx, channel)
		for {
			m, err := sub.ReceiveMessage(ctx) // want "retry-storm warn wait"
			if err != nil {
				time.Sleep(5 * time.Second)
				break
			}
			s.handle([]byte(m.Payload))
		}
	}
}

// Connect rests where it cannot connect.
func (s *Subscriber) Connect(addr string) {
	for {
		conn, err := redigo.Dial("tcp", addr) // want "retry-storm warn ping"
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		s.hear2(conn)
	}
}

func (s *Subscriber) hear2(conn redigo.Conn) {
	sub := redigo.PubSubConn{Conn: conn}
	for {
		switch v := sub.Receive().(type) {
		case redigo.Message:
			s.handle(v.Data)
		case error:
			return
		}
	}
}

// Until ends where the caller's context does.
func (s *Subscriber) Until(ctx context.Context, channel string) {
	for ctx.Err() == nil {
		if err := s.listen(channel); err != nil {
			log.Print(err)
		}
		time.Sleep(time.Second)
	}
}

// Growing rests longer each time.
func (s *Subscriber) Growing(channel string) {
	pause := time.Second
	for {
		if err := s.listen(channel); err != nil {
			log.Print(err)
		}
		time.Sleep(pause)
		pause *= 2
	}
}

// Poll looks once a second whether there is something.
func (s *Subscriber) Poll(ctx context.Context, key string) {
	for {
		time.Sleep(time.Second)
		v, err := s.rdb.Get(ctx, key).Bytes()
		if err != nil {
			continue
		}
		s.handle(v)
	}
}
