// Package twoways serves its commands by a protocol of its own and by HTTP.
package twoways

import (
	"bufio"
	"context"
	"net"
	"net/http"

	"github.com/redis/go-redis/v9"
)

type Server struct{ rdb *redis.Client }

func (s *Server) Run(l net.Listener) error {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.perform(r.URL.Path) })
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		newClient(s, conn)
	}
}

type client struct {
	s    *Server
	conn net.Conn
}

func newClient(s *Server, conn net.Conn) {
	c := &client{s, conn}
	go c.run()
}

func (c *client) run() {
	line, _ := bufio.NewReader(c.conn).ReadString(' ')
	c.s.perform(line)
}

var commands = map[string]func(*Server){
	"ping": pingCommand, "size": sizeCommand, "quit": quitCommand, "flushall": flushallCommand, "flushdb": cmdFlushdb, "tidy": tidyCommand,
}

func (s *Server) perform(name string) {
	if run, ok := commands[name]; ok {
		run(s)
	}
}

func pingCommand(*Server) {}
func sizeCommand(*Server) {}
func quitCommand(*Server) {}

func flushallCommand(s *Server) {
	s.rdb.FlushAll(context.Background()) // want "flush note FLUSHALL"
}

func cmdFlushdb(s *Server) {
	s.rdb.FlushAll(context.Background()) // want "flush note FLUSHALL"
}

func tidyCommand(s *Server) {
	s.rdb.FlushDB(context.Background()) // want "flush fail FLUSHDB"
}
