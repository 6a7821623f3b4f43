package stored

import "github.com/gomodule/redigo/redis"

type action struct {
	name string
	args redis.Args
}

// transaction stores commands away and sends them later.
type transaction struct {
	conn    redis.Conn
	actions []*action
}

func (t *transaction) command(name string, args redis.Args) {
	t.actions = append(t.actions, &action{name, args})
}

func (t *transaction) exec() (any, error) {
	a := t.actions[0]
	return t.conn.Do(a.name, a.args...) // want "unbounded-read note HGETALL"
}

type Job struct{ id string }

// Refresh reads one job's hash.
func (j *Job) Refresh(conn redis.Conn) error {
	t := &transaction{conn: conn}
	t.command("HGETALL", redis.Args{"jobs:" + j.id})
	_, err := t.exec()
	return err
}

type Status string

// JobIds promises them all.
func (s Status) JobIds(conn redis.Conn) ([]string, error) {
	return redis.Strings(conn.Do("ZREVRANGE", "status", 0, -1)) // want "unbounded-read note ZREVRANGE"
}

// Server reads once, when it boots, what it keeps reading while it serves.
type Server struct{ conn redis.Conn }

func (s *Server) Boot() ([]string, error) {
	return redis.Strings(s.conn.Do("SMEMBERS", "paused")) // want "unbounded-read note SMEMBERS"
}

func (s *Server) State() ([]string, error) {
	return redis.Strings(s.conn.Do("SMEMBERS", "stopped")) // want "unbounded-read warn SMEMBERS"
}
