package cmd

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cachevet/cachevet/rules"
)

func (a *app) explain() *cobra.Command {
	return &cobra.Command{
		Use: "explain HAZARD | FINDING-ID", Short: "Say what a hazard does, what to use instead and how to waive it",
		Args: exactly(1, "explain needs a hazard or a finding's id; cachevet rules lists the hazards"),
		RunE: func(_ *cobra.Command, args []string) error {
			cat, err := rules.Builtin()
			if err != nil {
				return err
			}
			h := hazardOf(cat, args[0])
			if h == nil {
				return usage("explain %q: no such hazard; choose one of %s", printable(args[0]), hazardNames(cat))
			}
			if h.Name != args[0] {
				if err := a.explainFinding(args[0]); err != nil {
					return err
				}
			}
			return a.explainHazard(h, args[0])
		},
	}
}

// hazardOf finds a hazard by its name or by a finding's id, which begins with it.
func hazardOf(cat *rules.Catalogue, word string) *rules.Hazard {
	if h := cat.Hazard(word); h != nil {
		return h
	}
	var best *rules.Hazard
	for i := range cat.Hazards {
		h := &cat.Hazards[i]
		if strings.HasPrefix(word, h.Name+"-") && (best == nil || len(h.Name) > len(best.Name)) {
			best = h
		}
	}
	return best
}

func hazardNames(cat *rules.Catalogue) string {
	var names []string
	for _, h := range cat.Hazards {
		names = append(names, h.Name)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

func (a *app) explainHazard(h *rules.Hazard, asked string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n", h.Name, h.Title)
	para(&b, a.width(), "Problem", h.Problem)
	para(&b, a.width(), "Blast radius", h.Blast)
	para(&b, a.width(), "It has happened", h.Incident)
	b.WriteString("How loud, by how hot the entry is\n")
	for _, heat := range []string{"request", "periodic", "startup", "announced", "cold"} {
		if l := h.Levels[heat]; l != "" {
			fmt.Fprintf(&b, "  %-10s %s\n", heat, l)
		}
	}
	b.WriteString("\nWhat to use instead\n")
	para(&b, a.width(), "  any client", fixText(h))
	for _, client := range sortedKeys(h.Fix) {
		if client != "" && client != "default" {
			para(&b, a.width(), "  "+client, h.Fix[client])
		}
	}
	para(&b, a.width(), "On the server", h.Server)
	id := asked
	if asked == h.Name {
		id = h.Name + "-..."
	}
	para(&b, a.width(), "When a waiver is right", h.Waive)
	fmt.Fprintf(&b, "Waive it, in .cachevet.yaml\n  waivers:\n    - finding: %s\n      owner: you@example.com\n      reason: why this is right here\n      expires: 2027-01-31\n", printable(id))
	_, err := io.WriteString(a.host.Out, b.String())
	return err
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// para writes a heading and a paragraph, indented and wrapped.
func para(b *strings.Builder, width int, title, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	indent := strings.Repeat(" ", len(title)-len(strings.TrimLeft(title, " "))+2)
	fmt.Fprintf(b, "%s\n", title)
	line := indent
	for _, w := range strings.Fields(text) {
		if len(line)+len(w)+1 > width && line != indent {
			fmt.Fprintf(b, "%s\n", strings.TrimRight(line, " "))
			line = indent
		}
		line += w + " "
	}
	fmt.Fprintf(b, "%s\n\n", strings.TrimRight(line, " "))
}
