package store

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"
)

// TestMain runs the test binary as one of many workers when asked to.
func TestMain(m *testing.M) {
	if role := os.Getenv("STORE_TEST_ROLE"); role != "" {
		os.Exit(roles[role]())
	}
	os.Exit(m.Run())
}

// roles are what a child process of the tests does; the result is its exit code.
var roles = map[string]func() int{"worker": worker}

const (
	workerKeys  = 60
	workerValue = 20_000
	wrongData   = 3
)

// worker reads and fills entries in random order and exits with wrongData when
// it is handed anything but the value of a key.
func worker() int {
	s, err := Open(os.Getenv("STORE_TEST_DIR"), Options{Now: time.Now, MaxBytes: 500_000})
	if err != nil {
		return fail(err)
	}
	// One that is to be killed works until it is, so that no machine outruns that.
	for n := 0; n < 40 || os.Getenv("STORE_TEST_ENDLESS") != ""; n++ {
		i := rand.IntN(workerKeys)
		want := testValue(i, workerValue)
		if got, ok := s.Get(testKey(i)); ok {
			if !bytes.Equal(got, want) {
				return wrongData
			}
			continue
		}
		if err := s.Put(testKey(i), want); err != nil {
			return fail(err)
		}
	}
	if err := s.Close(); err != nil {
		return fail(err)
	}
	return 0
}

func fail(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}

func child(role, dir string, extra ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), append(extra, "STORE_TEST_ROLE="+role, "STORE_TEST_DIR="+dir)...)
	return cmd
}

// TestManyProcesses runs 200 processes on one folder, kills some in the middle
// of it and flips bytes under all of them. None may see wrong data, none may
// fail, and the folder must serve everything afterwards.
func TestManyProcesses(t *testing.T) {
	n := 200
	if testing.Short() {
		n = 40
	}
	dir := t.TempDir()
	stop := make(chan struct{})
	var sabotage, running sync.WaitGroup
	sabotage.Go(func() { flipBytes(dir, stop) })
	var mu sync.Mutex
	outcomes := map[string]int{}
	for i := range n {
		running.Go(func() {
			outcome := runWorker(dir, i%5 == 0)
			mu.Lock()
			defer mu.Unlock()
			outcomes[outcome]++
		})
	}
	running.Wait()
	close(stop)
	sabotage.Wait()
	for outcome, count := range outcomes {
		if outcome != "ok" && outcome != "killed" {
			t.Errorf("%d processes: %s", count, outcome)
		}
	}
	if outcomes["killed"] == 0 || outcomes["ok"] == 0 {
		t.Errorf("outcomes %v, want some killed and some well", outcomes)
	}
	t.Logf("outcomes %v", outcomes)
	wantHealed(t, dir)
}

func runWorker(dir string, kill bool) string {
	var stderr bytes.Buffer
	cmd := child("worker", dir)
	if kill {
		cmd.Env = append(cmd.Env, "STORE_TEST_ENDLESS=1")
	}
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		return err.Error()
	}
	if kill {
		time.AfterFunc(time.Duration(rand.IntN(1500))*time.Millisecond, func() { _ = cmd.Process.Kill() })
	}
	err := cmd.Wait()
	switch code := cmd.ProcessState.ExitCode(); {
	case err == nil:
		return "ok"
	case code == -1 && kill:
		return "killed"
	case code == wrongData:
		return "wrong data"
	}
	return err.Error() + " " + strconv.Quote(stderr.String())
}

// flipBytes damages random files until stopped.
func flipBytes(dir string, stop chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(5 * time.Millisecond):
		}
		files, err := filepath.Glob(filepath.Join(dir, format, "*", "*-[ad]"))
		if err != nil || len(files) == 0 {
			continue
		}
		f, err := os.OpenFile(files[rand.IntN(len(files))], os.O_RDWR, 0)
		if err != nil {
			continue // evicted meanwhile
		}
		// Errors only mean that less was damaged.
		_, _ = f.WriteAt([]byte{byte(rand.IntN(256))}, int64(rand.IntN(150)))
		_ = f.Close()
	}
}

func wantHealed(t *testing.T, dir string) {
	t.Helper()
	s := openTest(t, dir, Options{})
	for i := range workerKeys {
		want := testValue(i, workerValue)
		if got, ok := s.Get(testKey(i)); ok && !bytes.Equal(got, want) {
			t.Errorf("entry %d is wrong after all", i)
		}
		if err := s.Put(testKey(i), want); err != nil {
			t.Fatal(err)
		}
		if got, ok := s.Get(testKey(i)); !ok || !bytes.Equal(got, want) {
			t.Errorf("entry %d does not heal", i)
		}
	}
}
