package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cachevet/cachevet/internal/finding"
)

// shownRows lists the rows of the overview that are to be seen, by command.
const levelsShown = `[...document.querySelectorAll("#overview tbody tr")].map(r => r.dataset.level).join(" ")`

const shownRows = `[...document.querySelectorAll("#overview tbody tr")].filter(r => r.offsetParent).map(r => r.cells[2].textContent).join(" ")`

func TestPageFilterAndSort(t *testing.T) {
	b := startBrowser(t)
	b.open(render(t, "html", reports(t)["fail"], testOptions()))
	b.expect(shownRows, "FLUSHALL SET KEYS SET")

	b.eval(`q.value = "upload rebuild"; q.dispatchEvent(new Event("input", {bubbles: true}))`, nil)
	b.expect(shownRows, "SET")
	b.expect(`document.querySelector("#shown").textContent`, "1 of 4")
	b.expect(`[...document.querySelectorAll("details.finding")].filter(d => d.offsetParent).length`, "1")
	b.eval(`q.value = "nothing like it"; q.dispatchEvent(new Event("input", {bubbles: true}))`, nil)
	b.expect(`document.querySelector("#none").hidden + " " + document.querySelector("#overview").hidden`, "false true")
	b.eval(`q.value = ""; document.querySelector("input[value=fail]").click()`, nil)
	b.expect(shownRows, "KEYS SET")
	b.eval(`document.querySelector("input[value=fail]").click(); document.querySelector("#status").value = "new"; document.querySelector("#status").dispatchEvent(new Event("input", {bubbles: true}))`, nil)
	b.expect(shownRows, "FLUSHALL SET")
	b.eval(`document.querySelector("#status").value = ""; document.querySelector("#status").dispatchEvent(new Event("input", {bubbles: true}))`, nil)

	b.eval(`document.querySelectorAll("th button")[2].click()`, nil)
	b.expect(shownRows, "FLUSHALL KEYS SET SET")
	b.eval(`document.querySelectorAll("th button")[2].click()`, nil)
	b.expect(shownRows, "SET SET KEYS FLUSHALL")
	b.expect(`document.querySelectorAll("th")[2].getAttribute("aria-sort")`, "descending")
	b.eval(`document.querySelectorAll("th button")[0].click()`, nil)
	b.expect(levelsShown, "fail fail warn note")
	b.eval(`document.querySelectorAll("th button")[0].click()`, nil)
	b.expect(levelsShown, "note warn fail fail")

	// The hottest first, and in the order of their words where equally hot.
	b.eval(`document.querySelectorAll("th button")[3].click()`, nil)
	b.expect(`[...document.querySelectorAll("#overview tbody td[data-label=Where]")].map(c => c.innerText.split("\n")[1]).join(", ")`,
		"runs per request, runs per request, runs per request, runs periodically")

	b.expect(`document.querySelectorAll("details.finding[open]").length`, "3")
	b.eval(`document.querySelector("#expand").click()`, nil)
	b.expect(`document.querySelectorAll("details.finding[open]").length + document.querySelector("#expand").textContent`, "0Expand all")
	b.eval(`document.querySelector("#overview a").click()`, nil)
	b.noTrouble()
}

func (b *browser) noTrouble() {
	b.t.Helper()
	for _, s := range b.trouble {
		b.t.Error(s)
	}
}

func TestPageTheme(t *testing.T) {
	b := startBrowser(t)
	b.wide(1300, "dark")
	b.open(render(t, "html", reports(t)["warn"], testOptions()))
	background := `getComputedStyle(document.body).backgroundColor`
	const dark, light = "rgb(15, 18, 22)", "rgb(246, 247, 249)"
	b.expect(background, dark)
	b.eval(`theme.click()`, nil)
	b.expect(background, light)
	b.eval(`theme.click()`, nil)
	b.expect(background+` + theme.textContent`, dark+"◐ Dark")
	b.eval(`theme.click()`, nil)
	b.wide(1300, "light")
	b.expect(background, light)
	b.noTrouble()
}

// TestPageWithoutScript: everything but the controls is there.
func TestPageWithoutScript(t *testing.T) {
	b := startBrowser(t)
	b.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	b.open(render(t, "html", reports(t)["fail"], testOptions()))
	b.expect(shownRows, "FLUSHALL SET KEYS SET")
	b.expect(`[...document.querySelectorAll("button, input, select")].filter(x => x.offsetParent).length`, "0")
	b.expect(`document.querySelectorAll("svg.path").length`, "4")
	b.noTrouble()
}

// lowContrast lists texts that are hard to read on what is behind them.
const lowContrast = `(() => {
  const probe = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const rgb = c => { probe.clearRect(0, 0, 1, 1); probe.fillStyle = c; probe.fillRect(0, 0, 1, 1); return probe.getImageData(0, 0, 1, 1).data; };
  const light = c => { const f = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; return .2126 * f(c[0]) + .7152 * f(c[1]) + .0722 * f(c[2]); };
  const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255]; };
  const bad = new Set();
  for (const e of document.querySelectorAll("body *:not(svg *)")) {
    if (!e.offsetParent || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const a = light(rgb(getComputedStyle(e).color)), b = light(behind(e));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.add(e.tagName + "." + e.className + " " + ratio.toFixed(2));
  }
  return [...bad].join(", ");
})()`

// leavesBox lists the texts of drawings that stand outside their box.
const leavesBox = `[...document.querySelectorAll("svg.path .node")].filter(n => {
  const box = n.querySelector("rect").getBoundingClientRect();
  return [...n.querySelectorAll("text")].some(t => t.getBoundingClientRect().right > box.right || t.getBoundingClientRect().bottom > box.bottom + 1);
}).map(n => n.textContent).join(", ")`

// TestPageEveryWidth: every report fits every window in both schemes, asks for
// nothing and throws nothing.
func TestPageEveryWidth(t *testing.T) {
	b := startBrowser(t)
	for caseName, r := range reports(t) {
		b.open(render(t, "html", r, testOptions()))
		b.eval(`document.querySelectorAll("details").forEach(d => d.open = true)`, nil)
		for _, width := range []int{320, 400, 800, 1300} {
			for _, scheme := range []string{"light", "dark"} {
				b.wide(width, scheme)
				var scroll int
				b.eval(`document.documentElement.scrollWidth`, &scroll)
				if scroll > width {
					t.Errorf("%s: %d wide in a window of %d", caseName, scroll, width)
				}
				for what, expression := range map[string]string{"low contrast": lowContrast, "text leaves its box": leavesBox} {
					var bad string
					if b.eval(expression, &bad); bad != "" {
						t.Errorf("%s, %s, %d: %s: %s", caseName, scheme, width, what, bad)
					}
				}
			}
		}
		b.expect(`document.images.length + document.scripts.length + document.querySelectorAll("iframe, object, embed, b b").length`, "1")
	}
	b.noTrouble()
}

// TestGraphLongPath: the middle of a very long path is counted, not drawn.
func TestGraphLongPath(t *testing.T) {
	f := finding.Finding{Level: finding.Fail, Command: "KEYS"}
	for i := range 100 {
		f.Path = append(f.Path, finding.Frame{Function: fmt.Sprint("m.f", i), Place: finding.Place{Module: fmt.Sprint("m", i/7)}})
	}
	g := draw(f, newAtlas(&finding.Report{}, ""), func(string) int { return 0 })
	var names []string
	for _, n := range g.Nodes {
		names = append(names, n.Name)
	}
	if len(names) != maxDrawn+3 || !strings.Contains(strings.Join(names, " "), "m.f11 … 76 more steps … m.f88") {
		t.Errorf("%d boxes: %v", len(names), names)
	}
	for i, n := range g.Nodes[1:] {
		if n.Y < g.Nodes[i].Y+g.Nodes[i].H {
			t.Errorf("box %d covers the one before", i+1)
		}
	}
}

// A page holds the loudest findings and says how many it leaves out.
func TestPageIsBounded(t *testing.T) {
	r := &finding.Report{}
	for i := range maxCards + 2 {
		r.Findings = append(r.Findings, finding.Finding{ID: fmt.Sprint(i), Hazard: "keys", Level: finding.Warn})
	}
	r.Findings[maxCards+1].Level = finding.Fail
	page := render(t, "html", r, Options{})
	if n := strings.Count(page, `<details class="card finding `); n != maxCards {
		t.Errorf("%d findings", n)
	}
	if !strings.Contains(page, "2 more are in the JSON report") || !strings.Contains(page, "finding l-fail") {
		t.Error("the page does not tell of what it leaves out, or leaves out the loudest")
	}
}
