// Package protocol serves clients by a protocol of its own, whose commands are a table.
package protocol

import (
	"bufio"
	"context"
	"net"

	"github.com/redis/go-redis/v9"
)

type Server struct{ rdb *redis.Client }

// Run takes connections until the listener is closed.
func (s *Server) Run(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go s.converse(conn)
	}
}

type command func(*Server, net.Conn)

var commands = map[string]command{"PING": ping, "SIZE": size, "QUIT": quit, "FLUSH": flush, "TIDY": tidy}

func (s *Server) converse(conn net.Conn) {
	line, _ := bufio.NewReader(conn).ReadString(' ')
	if run, ok := commands[line]; ok {
		run(s, conn)
	}
}

func ping(_ *Server, c net.Conn) { _, _ = c.Write([]byte("PONG")) }
func size(_ *Server, c net.Conn) { _, _ = c.Write([]byte("0")) }
func quit(_ *Server, c net.Conn) { _ = c.Close() }

// flush is what who sends FLUSH asks for.
func flush(s *Server, _ net.Conn) {
	s.rdb.FlushAll(context.Background()) // want "flush note FLUSHALL"
}

func tidy(s *Server, _ net.Conn) {
	s.rdb.FlushDB(context.Background()) // want "flush fail FLUSHDB"
}
