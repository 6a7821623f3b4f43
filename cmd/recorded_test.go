package cmd_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/cachevet/cachevet/cmd"
	"github.com/cachevet/cachevet/internal/finding"
)

// recording answers from a file, by path, whatever host is asked. A path after
// a status and a blank is a redirect to what the file says.
type recording struct {
	answers map[string]string
	asked   []string
}

func record(t *testing.T, name string) *recording {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "recorded", name))
	if err != nil {
		t.Fatal(err)
	}
	r := &recording{answers: map[string]string{}}
	for _, f := range archive.Files {
		r.answers[f.Name] = strings.TrimSpace(string(f.Data))
	}
	return r
}

func (r *recording) RoundTrip(req *http.Request) (*http.Response, error) {
	r.asked = append(r.asked, req.URL.Host+req.URL.Path)
	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: req}
	body, ok := r.answers[req.URL.Path]
	if to, moved := r.answers["301 "+req.URL.Path]; moved {
		resp.StatusCode, resp.Header = http.StatusMovedPermanently, http.Header{"Location": {to}}
	} else if !ok {
		resp.StatusCode, body = http.StatusNotFound, `{"message":"Not Found"}`
	}
	resp.Body = io.NopCloser(strings.NewReader(body))
	return resp, nil
}

// run is one command line, in a folder of its own, with the recording for a
// network: what it printed and how it exited.
func (r *recording) run(t *testing.T, args ...string) (finding.Report, int) {
	t.Helper()
	return r.runWith(t, []string{"GOPRIVATE=", "GONOPROXY="}, args...)
}

func (r *recording) runWith(t *testing.T, env []string, args ...string) (finding.Report, int) {
	t.Helper()
	var out, errs bytes.Buffer
	env = append(append(os.Environ(), "CACHEVET_CACHE="+t.TempDir(), "NETRC="+filepath.Join(t.TempDir(), "none"),
		"GH_TOKEN=", "GITHUB_TOKEN=", "GOFLAGS=-modcacherw"), env...)
	code := cmd.Execute(cmd.Host{
		In: strings.NewReader(""), Out: &out, Err: &errs, Env: env, Dir: t.TempDir(), Transport: r,
		Now: func() time.Time { return time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC) },
	}, append(args, "--format", "json"))
	var report finding.Report
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("cachevet %s: exit %d, %v\n%s%s", strings.Join(args, " "), code, err, out.String(), errs.String())
	}
	return report, code
}

// TestRecordedModules vets real modules from the module proxy and answers for
// their trackers from recordings: thread and finding are joined, the version
// with the fix is named, and without a network the verdict is the same.
func TestRecordedModules(t *testing.T) {
	if testing.Short() {
		t.Skip("loads modules from the module proxy")
	}
	for _, tt := range []struct {
		file, module, hazard, sink string
		joined                     finding.Joined
		fix                        string
		moved                      bool
	}{
		{
			file: "beego.txtar", module: "github.com/astaxie/beego/cache/redis@v1.12.1", hazard: "keys", sink: "Cache).ClearAll", moved: true,
			joined: finding.Joined{
				URL: "https://github.com/beego/beego/pull/4016", Title: "Update redis.go", Phrase: "KEYS` was used, so that nothing blocks",
				State: "merged", Effect: "raises", FixedIn: "v1.12.2",
			},
			fix: "Upgrade to v1.12.2, which holds the fix of https://github.com/beego/beego/pull/4016.",
		},
		{
			file: "asynq.txtar", module: "github.com/hibiken/asynq@v0.17.2", hazard: "scan-sweep", sink: "RDB).memoryUsage",
			joined: finding.Joined{
				URL: "https://github.com/hibiken/asynq/issues/309", Title: "[BUG] asynq client failed when use command `stats`", Phrase: "takes so long",
				State: "closed", Effect: "neutral", FixedIn: "v0.18.3",
			},
		},
		{
			file: "casbin.txtar", module: "github.com/casbin/casbin/v2@v2.87.1", hazard: "delete-before-refresh", sink: ".CachedEnforcer).LoadPolicy",
			joined: finding.Joined{
				URL: "https://github.com/casbin/casbin/pull/1387", Title: "feat: fix role manager cache error when LoadPolicy and Enforce calls are concurrent",
				Phrase: "error when LoadPolicy and Enforce calls are concurrent",
				State:  "merged", Effect: "neutral", FixedIn: "v2.88.0",
			},
		},
	} {
		t.Run(tt.file, func(t *testing.T) {
			r := record(t, tt.file)
			online, code := r.run(t, "check", tt.module)
			if len(r.asked) == 0 {
				t.Fatal("nobody was asked")
			}
			f := findFinding(t, online, tt.hazard, tt.sink)
			if len(f.Signals) == 0 {
				t.Fatalf("no signal is joined; asked %v, signals %+v", r.asked, online.Signals)
			}
			var got []finding.Joined
			for _, s := range f.Signals {
				if s.URL == tt.joined.URL {
					got = append(got, s)
				}
			}
			if diff := cmp.Diff([]finding.Joined{tt.joined}, got); diff != "" {
				t.Errorf("joined (-want +got):\n%s\nasked %v", diff, r.asked)
			}
			if !strings.Contains(f.Fix, tt.fix) {
				t.Errorf("fix %q, want %q in it", f.Fix, tt.fix)
			}
			for _, s := range online.Signals {
				if diff := cmp.Diff([]string{"api.github.com"}, s.Hosts); diff != "" || s.Status != "ok" {
					t.Errorf("status %q, hosts (-want +got):\n%s", s.Status, diff)
				}
				if moved := hasClass(s, "moved"); moved != tt.moved {
					t.Errorf("moved %v, want %v: %+v", moved, tt.moved, s.Signals)
				}
			}
			asked := len(r.asked)
			for _, flag := range []string{"--offline", "--no-signals"} {
				quiet, quietCode := r.run(t, "check", tt.module, flag)
				if len(r.asked) != asked {
					t.Errorf("%s asked %v", flag, r.asked[asked:])
				}
				if quietCode != code || quiet.Verdict != online.Verdict {
					t.Errorf("exit %d and %s with %s, %d and %s online", quietCode, quiet.Verdict, flag, code, online.Verdict)
				}
			}
		})
	}
}

// TestPrivateModulesStayHome: what GOPRIVATE names is told to nobody.
func TestPrivateModulesStayHome(t *testing.T) {
	if testing.Short() {
		t.Skip("loads a module from the module proxy")
	}
	r := record(t, "casbin.txtar")
	report, _ := r.runWith(t, []string{"GOPRIVATE=github.com/casbin/*", "GONOPROXY=none", "GONOSUMDB="}, "check", "github.com/casbin/casbin/v2@v2.87.1")
	if len(r.asked) > 0 {
		t.Errorf("asked %v", r.asked)
	}
	for path, s := range report.Signals {
		if !strings.HasPrefix(s.Status, "private") || s.Repository != "" {
			t.Errorf("%s: status %q, repository %q; want private and none", path, s.Status, s.Repository)
		}
	}
	if len(report.Signals) == 0 {
		t.Error("the report says nothing of the module's signals")
	}
}

func hasClass(s finding.ModuleSignals, class string) bool {
	for _, g := range s.Signals {
		if g.Class == class {
			return true
		}
	}
	return false
}

func findFinding(t *testing.T, r finding.Report, hazard, sink string) finding.Finding {
	t.Helper()
	for _, f := range r.Findings {
		if f.Hazard == hazard && strings.HasSuffix(f.Sink.Function, sink) {
			return f
		}
	}
	t.Fatalf("no finding %s in %s among %d", hazard, sink, len(r.Findings))
	return finding.Finding{}
}
