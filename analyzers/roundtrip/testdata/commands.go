package commands

import (
	"bufio"
	"context"
	"net"
	"strings"

	"github.com/redis/go-redis/v9"
)

// Server speaks a protocol of its own: a line is a command and its arguments.
type Server struct {
	rdb    *redis.Client
	layers []layer
}

type layer func(ctx context.Context, next func() error) error

func NewServer(rdb *redis.Client) *Server { return &Server{rdb: rdb} }

// Use lays something around each push.
func (s *Server) Use(l func(ctx context.Context, next func() error) error) {
	s.layers = append(s.layers, l)
}

// Run answers until the listener is closed.
func (s *Server) Run(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go s.serve(conn)
	}
}

type command func(ctx context.Context, s *Server, args []string) error

var commands = map[string]command{"PUSH": push, "PUSHALL": pushAll, "COUNT": count, "LEN": length, "CLEAR": clearQueues, "PING": ping}

func (s *Server) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewScanner(conn)
	for in.Scan() {
		words := strings.Fields(in.Text())
		if run, ok := commands[words[0]]; ok {
			if err := run(context.Background(), s, words[1:]); err != nil {
				return
			}
		}
	}
}

func ping(context.Context, *Server, []string) error { return nil }

func push(ctx context.Context, s *Server, args []string) error { return s.push(ctx, args[0], args[1]) }

// pushAll pushes what it is given one by one.
func pushAll(ctx context.Context, s *Server, args []string) error {
	for _, job := range args[1:] {
		if err := s.push(ctx, args[0], job); err != nil { // want "per-item-roundtrip warn LPUSH"
			return err
		}
	}
	return nil
}

func (s *Server) push(ctx context.Context, queue, job string) error {
	return through(ctx, s.layers, func() error { return s.add(ctx, queue, job) })
}

func through(ctx context.Context, layers []layer, last func() error) error {
	if len(layers) == 0 {
		return last()
	}
	return layers[0](ctx, func() error { return through(ctx, layers[1:], last) })
}

func (s *Server) add(ctx context.Context, queue, job string) error {
	return s.rdb.LPush(ctx, "queue:"+queue, job).Err()
}

func length(ctx context.Context, s *Server, args []string) error {
	return s.rdb.LLen(ctx, "queue:"+args[0]).Err()
}

// count adds all to one command.
func count(ctx context.Context, s *Server, args []string) error {
	return s.rdb.Exists(ctx, args...).Err()
}

// clearQueues says what it does.
func clearQueues(ctx context.Context, s *Server, args []string) error {
	for _, q := range args {
		s.rdb.Del(ctx, "queue:"+q) // want "per-item-roundtrip note DEL"
	}
	return nil
}
