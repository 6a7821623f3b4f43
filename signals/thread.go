package signals

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Thread is one issue or pull request as a tracker told it. The fields with
// JSON names are those of a saved thread; the others are known only of threads
// that were just fetched.
type Thread struct {
	URL string `json:"url"`
	// Kind is issue or pull; State is open, closed or merged.
	Kind  string `json:"kind"`
	State string `json:"state"`
	// Date is when it was opened, as YYYY-MM-DD or RFC 3339.
	Date  string `json:"date"`
	Title string `json:"title"`
	Text  string `json:"text"`

	Number int `json:"-"`
	// Replies counts comments. Association is the author's standing in the
	// repository in GitHub's words (OWNER, MEMBER, NONE ...), empty if unknown.
	Replies     int    `json:"-"`
	Association string `json:"-"`
	Bot         bool   `json:"-"`
	// Reason says why it was closed: completed, not_planned, or empty.
	Reason string   `json:"-"`
	Labels []string `json:"-"`
	// Mentions is further text that names things without being the author's
	// statement: where a search found its words in comments.
	Mentions string `json:"-"`
	// Created, Closed and Merged are zero where unknown or not so.
	Created, Closed, Merged time.Time `json:"-"`
}

// The kinds and states of a thread.
const (
	KindIssue   = "issue"
	KindPull    = "pull"
	StateOpen   = "open"
	StateClosed = "closed"
	StateMerged = "merged"
)

// maxThreadsFile bounds a file of saved threads, in bytes.
const maxThreadsFile = 64 << 20

// ReadThreads reads a JSON array of saved threads. Keys that it does not know
// are ignored, since such files come from other tools.
func ReadThreads(r io.Reader) ([]Thread, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxThreadsFile+1))
	if err != nil {
		return nil, fmt.Errorf("read saved threads: %w", err)
	}
	if len(data) > maxThreadsFile {
		return nil, fmt.Errorf("read saved threads: more than %d MB; split the file", maxThreadsFile>>20)
	}
	var threads []Thread
	if err := json.Unmarshal(data, &threads); err != nil {
		return nil, describeJSON(err)
	}
	return threads, nil
}

// describeJSON turns a decoder's error into one sentence for whoever made the file.
func describeJSON(err error) error {
	const want = "want a JSON array of {url,kind,state,date,title,text}"
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("read saved threads: byte %d: %w; %s", syntax.Offset, err, want)
	}
	return fmt.Errorf("read saved threads: %w; %s", err, want)
}

// JudgeFile judges every thread of a JSON array, in its order.
func (l *Lexicon) JudgeFile(r io.Reader) ([]Judgement, error) {
	threads, err := ReadThreads(r)
	if err != nil {
		return nil, err
	}
	out := make([]Judgement, len(threads))
	for i, t := range threads {
		out[i] = l.Judge(t)
	}
	return out, nil
}
