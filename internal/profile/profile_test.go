package profile

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/pprof/profile"
)

func TestFullName(t *testing.T) {
	for symbol, want := range map[string]string{
		"main.main":                                 "main.main",
		"example.com/x/y.F":                         "example.com/x/y.F",
		"example.com/x/y.F.func1":                   "example.com/x/y.F",
		"example.com/x/y.F.func1.2":                 "example.com/x/y.F",
		"example.com/x/y.(*T).M":                    "(*example.com/x/y.T).M",
		"example.com/x/y.(*T).M.func1":              "(*example.com/x/y.T).M",
		"example.com/x/y.(*T).M-fm":                 "(*example.com/x/y.T).M",
		"example.com/x/y.T.M":                       "(example.com/x/y.T).M",
		"example.com/x/y.(*Cache[...]).Get":         "(*example.com/x/y.Cache).Get",
		"gopkg.in/redis%2ev5.(*Client).Get.gowrap1": "(*gopkg.in/redis.v5.Client).Get",
	} {
		if got := FullName(symbol); got != want {
			t.Errorf("FullName(%q) = %q, want %q", symbol, got, want)
		}
	}
}

func TestRead(t *testing.T) {
	fn := func(id uint64, name string) *profile.Location {
		return &profile.Location{ID: id, Line: []profile.Line{{Function: &profile.Function{ID: id, Name: name}}}}
	}
	a, b := fn(1, "example.com/x.(*T).A"), fn(2, "example.com/x.B")
	p := &profile.Profile{
		SampleType: []*profile.ValueType{{Type: "samples", Unit: "count"}, {Type: "cpu", Unit: "nanoseconds"}},
		Sample:     []*profile.Sample{{Location: []*profile.Location{b, a}, Value: []int64{1, 30}}, {Location: []*profile.Location{a, a}, Value: []int64{1, 10}}},
		Location:   []*profile.Location{a, b},
		Function:   []*profile.Function{a.Line[0].Function, b.Line[0].Function},
	}
	var buf bytes.Buffer
	if err := p.Write(&buf); err != nil {
		t.Fatal(err)
	}
	got, err := Read(&buf)
	if err != nil {
		t.Fatal(err)
	}
	want := Shares{"(*example.com/x.T).A": 1, "example.com/x.B": 0.75}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("shares (-want +got):\n%s", diff)
	}
	if _, err := Read(strings.NewReader("no profile")); err == nil {
		t.Error("no error for what is no profile")
	}
}
