package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// browser is a headless Chromium that is spoken to in its DevTools protocol, in
// NUL-terminated JSON over two pipes.
type browser struct {
	t       *testing.T
	in      io.Writer
	out     *bufio.Reader
	session string
	next    int
	// trouble collects exceptions, console errors and requests that are not for
	// a file.
	trouble []string
}

type message struct {
	ID      int    `json:"id"`
	Method  string `json:"method"`
	Session string `json:"sessionId"`
	Params  struct {
		Request struct {
			URL string `json:"url"`
		} `json:"request"`
		Entry struct {
			Level, Text string
		} `json:"entry"`
		ExceptionDetails json.RawMessage `json:"exceptionDetails"`
	} `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
}

// startBrowser starts a Chromium, or skips the test where there is none.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	var binary string
	for _, candidate := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(candidate); err == nil {
			binary = path
			break
		}
	}
	if binary == "" {
		t.Skip("no Chromium found: install chromium to test the HTML page in a browser")
	}
	toBrowser, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out, fromBrowser, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--remote-debugging-pipe", "--user-data-dir="+t.TempDir(), "about:blank")
	cmd.ExtraFiles = []*os.File{toBrowser, fromBrowser}
	if err := cmd.Start(); err != nil {
		t.Skipf("%s does not start: %v", binary, err)
	}
	b := &browser{t: t, in: in, out: bufio.NewReader(out)}
	late := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	t.Cleanup(func() {
		// Asked to close, it takes its own processes with it.
		b.session = ""
		b.call("Browser.close", nil, nil)
		if err := cmd.Wait(); err != nil {
			t.Logf("the browser ends with %v", err)
		}
		late.Stop()
		for _, f := range []*os.File{toBrowser, in, out, fromBrowser} {
			_ = f.Close()
		}
	})
	if err := fromBrowser.Close(); err != nil {
		t.Fatal(err)
	}
	b.attach()
	return b
}

// attach opens a tab and listens to what goes wrong in it.
func (b *browser) attach() {
	var target struct {
		TargetID string `json:"targetId"`
	}
	b.call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var session struct {
		SessionID string `json:"sessionId"`
	}
	b.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &session)
	b.session = session.SessionID
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.call(domain+".enable", nil, nil)
	}
}

// call sends a command and waits for its answer.
func (b *browser) call(method string, params map[string]any, result any) {
	b.t.Helper()
	b.next++
	command := map[string]any{"id": b.next, "method": method}
	if params != nil {
		command["params"] = params
	}
	if b.session != "" {
		command["sessionId"] = b.session
	}
	data, err := json.Marshal(command)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.in.Write(append(data, 0)); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	for {
		m := b.receive()
		if m.ID != b.next {
			continue
		}
		if m.Error != nil {
			b.t.Fatalf("%s: %s", method, m.Error)
		}
		if result != nil {
			if err := json.Unmarshal(m.Result, result); err != nil {
				b.t.Fatalf("%s: %v", method, err)
			}
		}
		return
	}
}

// receive reads one message and notes trouble.
func (b *browser) receive() message {
	b.t.Helper()
	data, err := b.out.ReadBytes(0)
	if err != nil {
		b.t.Fatalf("the browser is gone: %v", err)
	}
	var m message
	if err := json.Unmarshal(data[:len(data)-1], &m); err != nil {
		b.t.Fatal(err)
	}
	switch m.Method {
	case "Runtime.exceptionThrown":
		b.trouble = append(b.trouble, "exception: "+string(m.Params.ExceptionDetails))
	case "Log.entryAdded":
		b.trouble = append(b.trouble, "log: "+m.Params.Entry.Level+": "+m.Params.Entry.Text)
	case "Network.requestWillBeSent":
		if url := m.Params.Request.URL; len(url) < 5 || url[:5] != "file:" {
			b.trouble = append(b.trouble, "request: "+url)
		}
	}
	return m
}

// open loads a page from a file and waits until it is there.
func (b *browser) open(page string) {
	b.t.Helper()
	file := filepath.Join(b.t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.call("Page.navigate", map[string]any{"url": "file://" + file}, nil)
	for b.receive().Method != "Page.loadEventFired" {
		continue
	}
}

// eval runs an expression in the page and stores its value in result.
func (b *browser) eval(expression string, result any) {
	b.t.Helper()
	var answer struct {
		Result struct {
			Value json.RawMessage `json:"value"`
		} `json:"result"`
		ExceptionDetails json.RawMessage `json:"exceptionDetails"`
	}
	b.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &answer)
	if answer.ExceptionDetails != nil {
		b.t.Fatalf("%s: %s", expression, answer.ExceptionDetails)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(answer.Result.Value, result); err != nil {
		b.t.Fatalf("%s: %v in %s", expression, err, answer.Result.Value)
	}
}

// wide sets the size of the window and the colour scheme.
func (b *browser) wide(columns int, scheme string) {
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": columns, "height": 900, "deviceScaleFactor": 1, "mobile": false}, nil)
	b.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}

// expect compares the value of an expression, printed, with want.
func (b *browser) expect(expression, want string) {
	b.t.Helper()
	var got any
	b.eval(expression, &got)
	if fmt.Sprint(got) != want {
		b.t.Errorf("%s\n\tis   %v\n\twant %s", expression, got, want)
	}
}
