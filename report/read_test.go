package report

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestReadRefuses(t *testing.T) {
	good := render(t, "json", reports(t)["fail"], Options{})
	for _, tt := range []struct{ name, in, want string }{
		{"empty", " \n", "the file is empty"},
		{"no JSON", "{\n\"schema\": nope}", "line 2: not valid JSON"},
		{"cut off", good[:len(good)/2], "not valid JSON"},
		{"another file", `{"name":"x"}`, `not a cachevet report: it has no "schema"`},
		{"a list", `[]`, "line 1: a report does not take the array"},
		{"another schema", `{"schema":"cachevet/\u001b2"}`, `its schema is "cachevet/\\x1b2", this version reads "cachevet/1"`},
		{"unknown key", strings.Replace(good, `"verdict"`, `"verdikt"`, 1), `line 8: unknown field "verdikt"`},
		{"wrong type", strings.Replace(good, `"line": 88`, `"line": "88"`, 1), "line 52: findings.sink.line does not take the string"},
		{"unknown level", strings.Replace(good, `"level": "fail"`, `"level": "bad"`, 1), `findings[0].level is "bad", not one of note, warn, fail`},
		{"unknown effect", strings.Replace(good, `"effect": "raises"`, `"effect": "x"`, 1), `findings[0].signals[0].effect is "x"`},
		{"no verdict", strings.Replace(good, `"verdict": "fail",`, ``, 1), `verdict is "", not one of pass`},
		{"two reports", good + good, "after top-level value"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Read(strings.NewReader(tt.in))
			if err == nil || r != nil {
				t.Fatalf("accepted, want an error with %q", tt.want)
			}
			if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error is\n\t%v\nwant one line with\n\t%s", err, tt.want)
			}
		})
	}
}

func TestReadTooLarge(t *testing.T) {
	_, err := Read(io.MultiReader(strings.NewReader(`{"schema":"`), io.LimitReader(endless{}, maxRead)))
	if err == nil || !strings.Contains(err.Error(), "larger than 64 MiB") {
		t.Errorf("error %v, want larger than 64 MiB", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestReadFailingReader(t *testing.T) {
	broken := errors.New("broken pipe")
	if _, err := Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("error %v, want %v", err, broken)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"schema":"cachevet/1","verdict":"pass","mode":"check","coverage":{"signals":"off"}}`)
	f.Fuzz(func(t *testing.T, in string) {
		r, err := Read(strings.NewReader(in))
		if err != nil {
			if strings.ContainsAny(err.Error(), "\n\x1b") {
				t.Errorf("control characters in the error %q", err)
			}
			return
		}
		for _, format := range Formats() {
			if err := Render(io.Discard, format, r, Options{}); err != nil {
				t.Errorf("%s: %v", format, err)
			}
		}
	})
}
