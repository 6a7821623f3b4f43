package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

var (
	binary = flag.String("cachevet", "", "the cachevet to test (default: built from the folder above)")
	runs   = flag.Int("runs", 200, "runs on one store")
	atOnce = flag.Int("at-once", 200, "runs at the same time")
	seed   = flag.Uint64("seed", 1, "which runs are killed, and when")
)

const vettedModule = "github.com/gin-contrib/cache@v1.3.0"

// TestConcurrentRuns starts many runs on one empty store, kills every fourth
// somewhere on its way, and wants of all others the answer of a run that had a
// store for itself; then the same of a run that finds what they left. It needs
// the module proxy and some minutes.
func TestConcurrentRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the module proxy and minutes")
	}
	tool := cachevet(t)
	alone := filepath.Join(t.TempDir(), "alone")
	start := time.Now()
	want := answer(t, tool, alone)
	took := time.Since(start)

	store := filepath.Join(t.TempDir(), "shared")
	killed, finished := crowd(t, tool, store, want, took)
	t.Logf("%d runs, %d at once: %d finished, %d killed", *runs, *atOnce, finished, killed)
	if killed == 0 || finished == 0 {
		t.Errorf("%d killed and %d finished: the test says nothing", killed, finished)
	}
	for _, when := range []string{"first", "second"} {
		if got := answer(t, tool, store); !bytes.Equal(got, want) {
			t.Errorf("the %s run afterwards answers otherwise:\n%s", when, got)
		}
	}
}

// crowd returns how many runs were killed and how many came to an answer.
func crowd(t *testing.T, tool, store string, want []byte, took time.Duration) (killed, finished int) {
	rnd := rand.New(rand.NewPCG(*seed, 0))
	slots := make(chan bool, *atOnce)
	var mu sync.Mutex
	var all sync.WaitGroup
	for i := range *runs {
		life := time.Hour
		if i%4 == 3 {
			// A crowd is slower than one alone, and most are to die before their end.
			life = time.Duration(rnd.Int64N(int64(took) + int64(took)*int64(min(*atOnce, *runs))/8))
		}
		slots <- true
		all.Go(func() {
			defer func() { <-slots }()
			got, err := oneRun(tool, store, t.TempDir(), life)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case errors.Is(err, context.DeadlineExceeded):
				killed++
			case err != nil:
				t.Errorf("run %d: %v", i, err)
			case !bytes.Equal(got, want):
				t.Errorf("run %d answers otherwise:\n%s", i, got)
			default:
				finished++
			}
		})
	}
	all.Wait()
	return killed, finished
}

// lean makes the collectors of cachevet and of the go command, which reads the
// same variable, give memory back early: two hundred runs at the same moment have
// to fit into a machine.
const lean = "GOGC=25"

// oneRun is killed without warning at the end of its life.
func oneRun(tool, store, dir string, life time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), life)
	defer cancel()
	cmd := exec.CommandContext(ctx, tool, "check", vettedModule, "--no-signals", "--format", "json")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "CACHEVET_CACHE="+store, lean)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	err := cmd.Run()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 { // the gate fails: an answer
		err = nil
	}
	if err != nil {
		return nil, errors.Join(err, errors.New(tail(stderr.String())))
	}
	return out.Bytes(), nil
}

func answer(t *testing.T, tool, store string) []byte {
	t.Helper()
	out, err := oneRun(tool, store, t.TempDir(), 10*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func cachevet(t *testing.T) string {
	if *binary != "" {
		abs, err := filepath.Abs(*binary)
		if err != nil {
			t.Fatal(err)
		}
		return abs
	}
	to := filepath.Join(t.TempDir(), "cachevet")
	cmd := exec.Command("go", "build", "-o", to, ".")
	cmd.Dir = ".."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build cachevet: %v\n%s", err, out)
	}
	return to
}
