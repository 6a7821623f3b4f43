// Package rested limits what its client asks.
package rested

import (
	"sync"
	"time"

	"github.com/go-resty/resty/v2"
)

type Settings struct {
	mu   sync.Mutex
	text string
	at   time.Time
	rest *resty.Client
}

func New() *Settings { return &Settings{rest: resty.New().SetTimeout(time.Second)} }

func (s *Settings) Text() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.at) < time.Minute {
		return s.text, nil
	}
	resp, err := s.rest.R().Get("http://settings")
	if err != nil {
		return "", err
	}
	s.text, s.at = resp.String(), time.Now()
	return s.text, nil
}
