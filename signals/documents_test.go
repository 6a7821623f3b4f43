package signals

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/finding"
)

// brief writes signals as one line each, for comparison.
func brief(list []finding.Signal) []string {
	out := []string{}
	for _, s := range list {
		out = append(out, strings.Join([]string{s.Class, string(s.Level), s.URL, s.Phrase}, " | "))
	}
	return out
}

func TestDocuments(t *testing.T) {
	tree := fstest.MapFS{
		"README.md": {Data: []byte(`# boxcache

DEPRECATED: please use the next generation of this package.

## Install

    go get example.com/boxcache # flushes all keys, says a code block

| option | meaning |
|--|--|
| Flush | flushes all keys of the database, says a table |

## Usage

` + "```go\n// deletes all keys in the database\n```" + `

Reset deletes all keys in the selected database.

## Limitations

Items have no expiration.
Unlike [other](https://github.com/other/cache), which is not thread-safe, we lock.

> [!WARNING]
> The test client has no durability; do not use it in production.
`)},
		"go.mod":               {Data: []byte("// Deprecated: use example.com/boxcache/v2\nmodule example.com/boxcache\n\ngo 1.20\n\nretract (\n\tv1.4.0 // loses keys\n\tv1.3.0 // another version's trouble\n)\n")},
		"vendor/x/README.md":   {Data: []byte("This project is deprecated.\n")},
		"docs/CHANGELOG.md":    {Data: []byte("Reset deletes all keys in the database.\n")},
		"docs/operations.md":   {Data: []byte("Listing scans every key and deletes them one by one.\n")},
		"internal/readme.go":   {Data: []byte("package internal")},
		"testdata/README.md":   {Data: []byte("This repository is archived.\n")},
		"docs/img/readme.html": {Data: []byte("deprecated")},
	}
	got, err := lexicon(t).Documents(tree, "v1.4.0")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"unmaintained | warn | go.mod | use example.com/boxcache/v2",
		"retracted | warn | go.mod | loses keys",
		"unmaintained | warn | README.md#L3 | DEPRECATED",
		"flush | warn | README.md#L19 | Reset deletes all keys",
		"ttl-leak-memory | warn | README.md#L23 | no expiration",
		"data-loss | warn | README.md#L26 | no durability",
		"docs-warning | warn | README.md#L26 | not use it in production",
		"keys-scan | note | docs/operations.md#L1 | scans every key",
	}
	if diff := cmp.Diff(want, brief(got)); diff != "" {
		t.Errorf("signals (-want +got):\n%s", diff)
	}
}

func TestDocumentsAreQuiet(t *testing.T) {
	for _, body := range []string{
		"Flush flushes the output buffer to the server.\n",
		"# cache\n\nA fast, thread-safe cache with expiration and no memory leaks.\n",
		"This package is maintained. [That one](https://github.com/a/b) is not maintained.\n",
		"Remove expired entries with `DeleteExpired`.\n",
		"## Warning levels\n\nThe linter prints a warning.\n",
		"The demo container is not hardened.\n",
		strings.Repeat("Text.\n\n", 10) + "## Deprecated\n\nThe old option is deprecated.\n",
		"Reset clears all form data of the request.\n",
	} {
		got, err := lexicon(t).Documents(fstest.MapFS{"README.md": {Data: []byte(body)}}, "v1.0.0")
		if err != nil {
			t.Fatal(err)
		}
		if len(got) > 0 {
			t.Errorf("%q gives %v, want nothing", body, brief(got))
		}
	}
}

func TestDocComment(t *testing.T) {
	tests := []struct {
		name, doc string
		commands  []string
		class     string
		level     finding.Level
		phrase    string
	}{
		{"promises its own", "Reset removes every entry of this storage.", []string{"FLUSHDB"}, "flush", finding.Warn, "Reset removes every entry of this storage"},
		{"admits", "Clear empties the selected database, keys of others included.", []string{"FLUSHDB"}, "flush", finding.Note, "database"},
		{"database is not server", "Clear empties the selected database.", []string{"FLUSHALL"}, "flush", finding.Warn, "Clear empties the selected database"},
		{"admits server", "FlushAll deletes all keys of all databases.", []string{"FLUSHALL"}, "flush", finding.Note, "all databases"},
		{"admits walk", "ClearAll scans every key. Be careful.", []string{"SCAN", "DEL"}, "keys-scan", finding.Note, "scans every key"},
		{"says both", "ClearAll deletes all keys of the redis\nBe careful, it scans all keys", []string{"SCAN"}, "keys-scan", finding.Note, "scans all keys"},
		{"says nothing", "", []string{"FLUSHDB"}, "", "", ""},
		{"harmless", "Get returns the value of a key.", []string{"GET"}, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := lexicon(t).DocComment("Store.Reset", tt.doc, tt.commands)
			if ok != (tt.class != "") || got.Class != tt.class || got.Level != tt.level || got.Phrase != tt.phrase {
				t.Errorf("got %v %s %s %q, want %s %s %q", ok, got.Class, got.Level, got.Phrase, tt.class, tt.level, tt.phrase)
			}
		})
	}
}

func TestDocCommentsOnPaths(t *testing.T) {
	tree := fstest.MapFS{"store.go": {Data: []byte(`package store

// Reset drops the entries of this storage.
func (s *Store[K]) Reset() { s.wipe() }

// wipe is not safe for concurrent use: deletes all keys.
func (s *Store[K]) wipe() {}
`)}}
	at := func(line int) finding.Place {
		return finding.Place{Module: "example.com/store", File: "store.go", Line: line}
	}
	findings := []finding.Finding{{
		Module: "example.com/store", Command: "FLUSHDB",
		Path: []finding.Frame{{Function: "(*example.com/store.Store[K]).Reset", Place: at(4)}, {Function: "(*example.com/store.Store[K]).wipe", Place: at(7)}},
		Sink: finding.Sink{Function: "(*example.com/store.Store[K]).wipe", Place: at(7)},
	}}
	got, err := lexicon(t).docComments(tree, "example.com/store", findings)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"flush | warn | store.go#L4 | Reset drops the entries of this storage"}
	if diff := cmp.Diff(want, brief(got)); diff != "" {
		t.Errorf("signals (-want +got):\n%s", diff)
	}
	if got[0].Symbol != "Store.Reset" {
		t.Errorf("symbol = %q, want Store.Reset", got[0].Symbol)
	}
}

// TestDocCommentRefersToInterface: "see X" is no promise, what X says is.
func TestDocCommentRefersToInterface(t *testing.T) {
	tree := fstest.MapFS{
		"p/store.go": {Data: []byte("package p\n\n// Flush (see Cache interface)\nfunc (s *Store) Flush() {}\n")},
		"p/cache.go": {Data: []byte("package p\n\ntype Cache interface {\n\t// Flush deletes the items of this cache.\n\tFlush()\n}\n")},
	}
	findings := []finding.Finding{{
		Module: "example.com/m", Command: "FLUSHALL",
		Entry: finding.Entry{Function: "(*example.com/m/p.Store).Flush", Place: finding.Place{Module: "example.com/m", File: "p/store.go", Line: 4}},
	}}
	got, err := lexicon(t).docComments(tree, "example.com/m", findings)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"flush | warn | p/store.go#L4 | Flush deletes the items of this cache"}
	if diff := cmp.Diff(want, brief(got)); diff != "" {
		t.Errorf("signals (-want +got):\n%s", diff)
	}
}

func TestTypeDocs(t *testing.T) {
	tree := fstest.MapFS{
		"lru.go":           {Data: []byte("package lru\n\n// Cache is an LRU cache. It is not safe for concurrent access.\ntype Cache struct{}\n\n// entry is not safe for concurrent use.\ntype entry struct{}\n\n// add is not thread-safe.\nfunc (c *Cache) add() {}\n")},
		"doc/doc.go":       {Data: []byte("// Package doc is not goroutine-safe.\npackage doc\n")},
		"safe/safe.go":     {Data: []byte("package safe\n\n// Map is safe for concurrent use.\ntype Map struct{}\n")},
		"internal/x/x.go":  {Data: []byte("package x\n\n// T is not thread-safe.\ntype T struct{}\n")},
		"lru_test.go":      {Data: []byte("package lru\n\n// Test is not thread-safe.\ntype Test struct{}\n")},
		"broken/broken.go": {Data: []byte("package broken\n\n// T is not thread-safe.\ntype T struct{}\n\nfunc {\n")},
	}
	got, err := lexicon(t).typeDocs(tree)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"lock-bug | note | broken/broken.go#L3 | not thread-safe",
		"lock-bug | note | doc/doc.go#L1 | not goroutine-safe",
		"lock-bug | note | lru.go#L3 | not safe for concurrent",
	}
	if diff := cmp.Diff(want, brief(got)); diff != "" {
		t.Errorf("signals (-want +got):\n%s", diff)
	}
}

// TestDocumentsQuoteGo: a doc comment that a README shows counts, as a note; the
// comments of an example do not.
func TestDocumentsQuoteGo(t *testing.T) {
	body := "---\ntitle: x\n---\n# store\n\n```go\ntype Config struct {\n\t// Reset clears any existing keys in the database\n\tReset bool\n\n\t// Unlogged tables.\n\t// Warning: they are not crash-safe.\n\tUnlogged bool\n}\n\n// deletes all keys in the database\ns.Reset()\n```\n\n" +
		"```sh\n# Reset deletes all keys in the database\n```\n\n> [!CAUTION]\n> One storage is built in. See below.\n\n## Docker demo\n\nNot intended for production.\n"
	got := lexicon(t).document("README.md", body)
	want := []string{
		"flush | note | README.md#L8 | Reset clears any existing keys",
		"data-loss | warn | README.md#L11 | not crash-safe",
		"docs-warning | note | README.md#L24 | One storage is built in",
	}
	if diff := cmp.Diff(want, brief(got)); diff != "" {
		t.Errorf("signals (-want +got):\n%s", diff)
	}
}

func FuzzDocument(f *testing.F) {
	l := lexicon(f)
	f.Add("# T\n\n> [!WARNING]\n> Reset deletes all keys of the database.\n\n```\ncode\n")
	f.Add("T\n===\n* [a](https://github.com/o/r) is deprecated\n\t<b>\xff\x1b[2J")
	f.Fuzz(func(t *testing.T, body string) {
		for _, s := range l.document("README.md", body) {
			if s.Phrase == "" || Clean(s.Phrase) != s.Phrase || strings.ContainsAny(s.Phrase+s.Title, "\n\x1b") {
				t.Errorf("phrase %q, title %q", s.Phrase, s.Title)
			}
		}
	})
}

func FuzzGoImport(f *testing.F) {
	f.Add(`<head><meta name="go-import" content="h.example/m git https://github.com/o/r"></head>`)
	f.Fuzz(func(t *testing.T, page string) {
		if l, ok := parseGoImport(strings.NewReader(page), "h.example/m"); ok && (l.Host == "" || l.Repo == "") {
			t.Errorf("found %+v", l)
		}
	})
}
