package modules

import (
	"context"
	"errors"
	"regexp"
	"strings"
)

// notInSumDB matches a module version that the checksum database says it does
// not know; a sum that differs, or no answer at all, is another matter.
var notInSumDB = regexp.MustCompile(`verifying (?:module|go\.mod): ([^@\s]+)@[^\n]*/lookup/[^\n]*: (?:404|410) `)

const maxUnvouched = 8

// resolveUnvouched resolves in a scratch module and, where the checksum database
// does not know a version, goes on with what the proxy gave, and says so: the
// code is read, not run, and nothing is written to a go.sum of the user's. In
// the user's own module the go command's refusal stands.
func resolveUnvouched(ctx context.Context, req Request, queries []query) (*Resolved, func(), error) {
	var notes []string
	for {
		res, done, err := resolveOnce(ctx, req, queries)
		if err == nil {
			res.Notes = append(res.Notes, notes...)
			return res, done, nil
		}
		path := unvouched(err)
		if path == "" || len(notes) == maxUnvouched {
			return nil, done, err
		}
		done()
		req.Env = append(req.Env[:len(req.Env):len(req.Env)], "GONOSUMDB="+noSumDB(req.Env, path))
		notes = append(notes, "the checksum database does not know this version of "+escape(path)+"; read as the proxy gave it")
	}
}

// unvouched returns the module that the database does not know, "" if the error
// is another.
func unvouched(err error) string {
	var f *failure
	if !errors.As(err, &f) {
		return ""
	}
	if m := notInSumDB.FindStringSubmatch(f.stderr); m != nil {
		return m[1]
	}
	return ""
}

// final hides the go command's failure, so that nothing is tried after it.
func final(err error) error {
	var e *Error
	if errors.As(err, &e) && e.Kind == Checksum {
		e.err = nil
	}
	return err
}

// noSumDB adds a module to what the user exempts already.
func noSumDB(env []string, path string) string {
	have := getenv(env, "GONOSUMDB")
	if have == "" {
		have = getenv(env, "GOPRIVATE")
	}
	return strings.TrimPrefix(have+","+path, ",")
}
