// Command records has no cache: a record that has been read says until when it is good, and
// one that is found in either of two places is stored in its next state.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"
)

type account struct {
	id, token, user string
	expires         time.Time
}

type challenge struct {
	ID, Status string
	Used       int64
}

type server struct {
	db  *sql.DB
	rdb *redis.Client
}

func (s *server) account(email string) (account, error) {
	var a account
	err := s.db.QueryRow("SELECT id, token, expires FROM accounts WHERE email = ?", email).Scan(&a.id, &a.token, &a.expires)
	return a, err
}

func (s *server) user(email string) (id string, err error) {
	err = s.db.QueryRow("SELECT id FROM users WHERE email = ?", email).Scan(&id)
	return id, err
}

func (s *server) signIn(w http.ResponseWriter, r *http.Request) {
	email := r.FormValue("email")
	a, err := s.account(email)
	if err == nil {
		if left := time.Until(a.expires); left < 10*time.Minute {
			a.token, a.expires = "new", time.Now().Add(time.Hour)
			if _, err := s.db.Exec("UPDATE accounts SET token = ? WHERE id = ?", a.token, a.id); err != nil {
				return
			}
		}
	} else {
		a.user, err = s.user(email)
		if err != nil {
			return
		}
		s.db.Exec("INSERT INTO accounts (user) VALUES (?)", a.user)
	}
	if a.user, err = s.user(email); err != nil {
		return
	}
	w.Write([]byte(a.token))
}

func (s *server) load(ctx context.Context, id string) *challenge {
	c := &challenge{}
	if raw, err := s.rdb.Get(ctx, "challenge:"+id).Result(); err == nil {
		if json.Unmarshal([]byte(raw), c) == nil {
			return c
		}
	}
	if s.db.QueryRow("SELECT id, status FROM challenges WHERE id = ?", id).Scan(&c.ID, &c.Status) != nil {
		return nil
	}
	return c
}

func (s *server) save(ctx context.Context, c *challenge) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return err
	}
	s.rdb.Set(ctx, "challenge:"+c.ID, raw, time.Minute)
	_, err = s.db.Exec("UPDATE challenges SET status = ? WHERE id = ?", c.Status, c.ID)
	return err
}

func (s *server) consume(w http.ResponseWriter, r *http.Request) {
	c := s.load(r.Context(), r.FormValue("id"))
	if c == nil {
		return
	}
	c.Status, c.Used = "consumed", time.Now().Unix()
	s.save(r.Context(), c)
}

func main() {
	s := &server{&sql.DB{}, redis.NewClient(&redis.Options{})}
	http.HandleFunc("/signin", s.signIn)
	http.HandleFunc("/consume", s.consume)
	http.ListenAndServe(":8080", nil)
}
