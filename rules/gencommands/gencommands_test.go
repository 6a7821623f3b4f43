package main

import (
	"bufio"
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReadReply(t *testing.T) {
	tests := map[string]struct {
		in   string
		want any
	}{
		"simple":    {"+OK\r\n", "OK"},
		"number":    {":-3\r\n", int64(-3)},
		"bulk":      {"$5\r\na\r\nbc\r\n", "a\r\nbc"},
		"nil bulk":  {"$-1\r\n", nil},
		"nil array": {"*-1\r\n", nil},
		"nested":    {"*2\r\n*1\r\n:1\r\n$1\r\nx\r\n", []any{[]any{int64(1)}, "x"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := readReply(bufio.NewReader(strings.NewReader(tt.in)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadReplyRejects(t *testing.T) {
	for name, in := range map[string]string{
		"server error":   "-NOAUTH Authentication required.\r\n",
		"unknown type":   "%1\r\n",
		"empty line":     "\r\n",
		"cut off":        "$10\r\nabc\r\n",
		"length no word": "$ten\r\n",
		"huge":           "*99999999\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := readReply(bufio.NewReader(strings.NewReader(in))); err == nil {
				t.Errorf("got %v, want an error", got)
			}
		})
	}
}

func FuzzReadReply(f *testing.F) {
	f.Add([]byte("*2\r\n:1\r\n$1\r\nx\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := readReply(bufio.NewReader(bytes.NewReader(data)))
		if err != nil && v != nil {
			t.Errorf("both a value and an error: %v, %v", v, err)
		}
	})
}

// info builds one entry of COMMAND's reply.
func info(name string, sub ...any) any {
	return []any{
		name, int64(-2), []any{"write", "admin"}, int64(1), int64(-1), int64(1),
		[]any{"@write", "@admin"}, []any{}, []any{}, sub,
	}
}

func TestCollect(t *testing.T) {
	docs := []any{
		"config", []any{"summary", "A container.", "subcommands", []any{
			"config|set", []any{"group", "server", "complexity", "O(N)", "since", "2.0.0"},
		}},
		"gone", []any{"group", "x"},
	}
	got := collect([]any{info("config", info("config|set")), []any{"short"}}, docs)
	common := command{Arity: -2, ACL: []string{"@admin", "@write"}, Flags: []string{"admin", "write"}, Keys: []int64{1, -1, 1}}
	set := common
	set.Group, set.Complexity, set.Since = "server", "O(N)", "2.0.0"
	if diff := cmp.Diff(map[string]command{"CONFIG": common, "CONFIG SET": set}, got); diff != "" {
		t.Error(diff)
	}
}

func TestWriteIsSorted(t *testing.T) {
	var b bytes.Buffer
	if err := write(&b, map[string]command{"SET": {Arity: -3}, "GET": {Arity: 2}}); err != nil {
		t.Fatal(err)
	}
	want := "{\n\"GET\":{\"arity\":2},\n\"SET\":{\"arity\":-3}\n}\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}
