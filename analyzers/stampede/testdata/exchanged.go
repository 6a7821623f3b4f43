// Package exchanged keeps what is under way, by a state that only one caller has; what it
// asks for is asked where it has found that, and is no copy.
package exchanged

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

type pending struct{ client, challenge string }

type issued struct {
	client, token string
	until         time.Time
}

type Service struct {
	mu      sync.Mutex
	pending map[string]*pending
	codes   map[string]*issued
}

func New() *Service {
	return &Service{pending: map[string]*pending{}, codes: map[string]*issued{}}
}

func ask(url string) string {
	resp, err := http.Get(url)
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return string(text)
}

// Callback goes on with what has begun.
func (s *Service) Callback(state, code string) (string, error) {
	s.mu.Lock()
	p, ok := s.pending[state]
	if ok {
		delete(s.pending, state)
	}
	s.mu.Unlock()
	if !ok {
		return "", errors.New("no such state")
	}
	token := ask("https://issuer.example/token?code=" + code)
	s.mu.Lock()
	s.codes[code] = &issued{client: p.client, token: token}
	s.mu.Unlock()
	return code, nil
}

// Renew asks again only where something is kept, and by a pointer.
func (s *Service) Renew(code string) error {
	s.mu.Lock()
	c := s.codes[code]
	s.mu.Unlock()
	if c == nil {
		return errors.New("no such code")
	}
	token := ask("https://issuer.example/renew?token=" + c.token)
	s.mu.Lock()
	s.codes[code] = &issued{client: c.client, token: token}
	s.mu.Unlock()
	return nil
}

// Token asks where what is kept is too old.
func (s *Service) Token(code string) (string, error) {
	s.mu.Lock()
	c, ok := s.codes[code]
	s.mu.Unlock()
	if !ok {
		return "", errors.New("no such code")
	}
	if time.Now().Before(c.until) {
		return c.token, nil
	}
	token := ask("https://issuer.example/renew?token=" + c.token) // want "stampede warn"
	s.mu.Lock()
	s.codes[code] = &issued{client: c.client, token: token, until: time.Now().Add(time.Hour)}
	s.mu.Unlock()
	return token, nil
}
