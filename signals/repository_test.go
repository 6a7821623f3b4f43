package signals

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/signals/fetch"
)

// pages answers like the web: by host and path.
type pages map[string]string

func (p pages) RoundTrip(req *http.Request) (*http.Response, error) {
	body, ok := p[req.URL.Host+req.URL.Path]
	status := http.StatusOK
	if !ok {
		status = http.StatusNotFound
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: req}, nil
}

func TestLocate(t *testing.T) {
	web := pages{
		"vanity.example/a/b":   `<html><head><meta name="go-import" content="vanity.example/a git https://github.com/o/r"></head>`,
		"sub.example/m/v3":     `<!DOCTYPE html><head><meta name=go-import content="sub.example/m git https://git.example/o/r.git lib"/></head>`,
		"proxy.example/x":      `<head><meta name="go-import" content="proxy.example/x mod https://proxy.example"><meta name="go-source" content="proxy.example/x https://codeberg.org/o/r https://a https://b"></head>`,
		"liar.example/x":       `<head><meta name="go-import" content="other.example git https://github.com/o/r"></head>`,
		"late.example/x":       `<head></head><body><meta name="go-import" content="late.example/x git https://github.com/o/r"></body>`,
		"junk.example/x":       "\x00\xff<meta <meta name='go-import' content='",
		"script.example/x":     `<head><meta name="go-import" content="script.example/x git javascript:alert(1)"></head>`,
		"single.example/x":     `<head><meta name="go-import" content="single.example/x git https://github.com/onlyowner"></head>`,
		"entity.example/x/y/z": `<head><meta content="entity.example/x git https://github.com/o/r" name="go-import">`,
	}
	tests := []struct {
		module string
		origin *Origin
		want   Location
		ok     bool
	}{
		{"go.yaml.in/yaml/v4", &Origin{URL: "https://github.com/yaml/go-yaml"}, Location{Host: "github.com", Repo: "yaml/go-yaml", FoundBy: "origin"}, true},
		{"example.com/m", &Origin{URL: "git@github.com:o/r.git", Subdir: "lib"}, Location{Host: "github.com", Repo: "o/r", Subdir: "lib", FoundBy: "origin"}, true},
		{"github.com/o/r", &Origin{URL: "file:///srv/x"}, Location{Host: "github.com", Repo: "o/r", FoundBy: "host"}, true},
		{"github.com/O/r/lib/v4", nil, Location{Host: "github.com", Repo: "O/r", Subdir: "lib", FoundBy: "host"}, true},
		{"github.com/o", nil, Location{}, false},
		{"github.corp.example/o/r", nil, Location{Host: "github.corp.example", Repo: "o/r", FoundBy: "host"}, true},
		{"gitlab.com/g/s/p/v2", nil, Location{Host: "gitlab.com", Repo: "g/s/p", Others: []string{"g/s"}, FoundBy: "host"}, true},
		{"gopkg.in/redis.v5", nil, Location{Host: "github.com", Repo: "go-redis/redis", FoundBy: "host"}, true},
		{"gopkg.in/user/pkg.v1/sub", nil, Location{Host: "github.com", Repo: "user/pkg", Subdir: "sub", FoundBy: "host"}, true},
		{"gopkg.in/yaml.v3", nil, Location{Host: "github.com", Repo: "go-yaml/yaml", FoundBy: "host"}, true},
		{"gorm.io/driver/mysql", nil, Location{Host: "github.com", Repo: "go-gorm/mysql", FoundBy: "built-in table"}, true},
		{"golang.org/x/tools", nil, Location{Host: "github.com", Repo: "golang/tools", Tracker: "github.com/golang/go", FoundBy: "built-in table"}, true},
		{"go.etcd.io/etcd/client/v3", nil, Location{Host: "github.com", Repo: "etcd-io/etcd", Subdir: "client", FoundBy: "built-in table"}, true},
		{"k8s.io/client-go", nil, Location{Host: "github.com", Repo: "kubernetes/client-go", FoundBy: "built-in table"}, true},
		{"vanity.example/a/b", nil, Location{Host: "github.com", Repo: "o/r", Subdir: "b", FoundBy: "go-import"}, true},
		{"sub.example/m/v3", nil, Location{Host: "git.example", Repo: "o/r", Subdir: "lib", FoundBy: "go-import"}, true},
		{"proxy.example/x", nil, Location{Host: "codeberg.org", Repo: "o/r", FoundBy: "go-source"}, true},
		{"liar.example/x", nil, Location{}, false},
		{"late.example/x", nil, Location{}, false},
		{"junk.example/x", nil, Location{}, false},
		{"script.example/x", nil, Location{}, false},
		{"single.example/x", nil, Location{}, false},
		{"entity.example/x/y/z", nil, Location{Host: "github.com", Repo: "o/r", Subdir: "y/z", FoundBy: "go-import"}, true},
		{"gone.example/x", nil, Location{}, false},
		{"nodots/x", nil, Location{}, false},
	}
	r, err := newLocator(fetch.New(fetch.Config{Transport: web, Now: time.Now}).Client())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		got, ok, err := r.locate(t.Context(), tt.module, tt.origin)
		if err != nil {
			t.Errorf("%s: %v", tt.module, err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || ok != tt.ok {
			t.Errorf("%s: found %v (-want +got):\n%s", tt.module, ok, diff)
		}
	}
}

func TestLocateAsksNobody(t *testing.T) {
	r, err := newLocator(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, err := r.locate(context.Background(), "vanity.example/a", nil); ok || err != nil {
		t.Errorf("found %v, error %v; want neither", ok, err)
	}
}

func TestReadOrigin(t *testing.T) {
	got, err := ReadOrigin(strings.NewReader(`{"Version":"v1.0.0","Time":"2024-01-01T00:00:00Z","Name":"x","Origin":{"VCS":"git","URL":"https://h/o/r","Hash":"abc","Ref":"refs/tags/v1.0.0"}}`))
	if err != nil || got == nil || got.Hash != "abc" || got.Ref != "refs/tags/v1.0.0" {
		t.Errorf("got %+v, %v", got, err)
	}
	if got, err := ReadOrigin(strings.NewReader(`{"Version":"v1.0.0"}`)); err != nil || got != nil {
		t.Errorf("without an origin: %+v, %v; want nil", got, err)
	}
	if _, err := ReadOrigin(strings.NewReader(`<html>`)); err == nil {
		t.Error("garbage was read")
	}
}
