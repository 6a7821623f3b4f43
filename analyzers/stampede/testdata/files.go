// Package files keeps what it has fetched in files.
package files

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
)

// FileCache is one file.
type FileCache struct{ file string }

// NewFileCache is for one of several.
func NewFileCache(dir, name string) *FileCache { return &FileCache{filepath.Join(dir, name)} }

// Get reads it.
func (c *FileCache) Get(into any) error {
	data, err := os.ReadFile(c.file)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

// Set writes it.
func (c *FileCache) Set(value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return os.WriteFile(c.file, data, 0o600)
}

// MemCache lasts as long as who has made it.
type MemCache struct{ items map[string]string }

// NewMemCache is empty.
func NewMemCache() *MemCache { return &MemCache{map[string]string{}} }

// Get gives an item.
func (c *MemCache) Get(key string) (string, bool) {
	v, ok := c.items[key]
	return v, ok
}

// Set keeps an item.
func (c *MemCache) Set(key, value string) { c.items[key] = value }

// Token is a token.
type Token struct{ Value string }

// Client is a client.
type Client struct{ key string }

// Token opens the cache where it needs it, and the file is the same for all.
func (c *Client) Token() (string, error) {
	kept := NewFileCache(".token", c.key)
	t := &Token{}
	if err := kept.Get(t); err == nil {
		return t.Value, nil
	}
	if err := c.request(t); err != nil { // want "stampede warn"
		return "", err
	}
	return t.Value, kept.Set(t)
}

// Once has what it keeps for itself.
func (c *Client) Once() (string, error) {
	kept := NewMemCache()
	if v, ok := kept.Get(c.key); ok {
		return v, nil
	}
	t := &Token{}
	if err := c.request(t); err != nil {
		return "", err
	}
	kept.Set(c.key, t.Value)
	return t.Value, nil
}

func (c *Client) request(t *Token) error {
	resp, err := http.Get("https://tokens.example.com/" + c.key)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, t)
}
