package cmd

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// DESIGN: the pages are written here rather than by cobra's generator, which
// writes Markdown and translates it with two modules that nothing else needs.

// man writes a manual page for each command, for releases and packagers.
func (a *app) man() *cobra.Command {
	return &cobra.Command{
		Use: "man FOLDER", Short: "Write the manual pages into a folder", Hidden: true,
		Args: exactly(1, "man needs a folder"),
		RunE: func(c *cobra.Command, args []string) error {
			dir := a.inDir(args[0])
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return usage("make the folder: %v", err)
			}
			for _, page := range documented(c.Root()) {
				file := filepath.Join(dir, manName(page)+".1")
				if err := os.WriteFile(file, []byte(manPage(page)), 0o644); err != nil {
					os.Remove(file)
					return incomplete("write %s: %v", file, plain(err))
				}
			}
			return nil
		},
	}
}

// documented lists a command and those below it that users see.
func documented(c *cobra.Command) []*cobra.Command {
	out := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && !sub.IsAdditionalHelpTopicCommand() {
			out = append(out, documented(sub)...)
		}
	}
	return out
}

func manName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manPage is one page in the man macros. It carries no date, so that the same
// source gives the same bytes.
func manPage(c *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s 1 \"\" %s %s\n", roffWord(strings.ToUpper(manName(c))), roffWord("cachevet "+toolVersion()), roffWord("cachevet manual"))
	section := func(title string) { fmt.Fprintf(&b, ".SH %s\n", title) }
	section("NAME")
	fmt.Fprintf(&b, "%s \\- %s\n", roff(manName(c)), roff(c.Short))
	section("SYNOPSIS")
	fmt.Fprintf(&b, ".B %s\n", roff(c.UseLine()))
	section("DESCRIPTION")
	if c.Long == "" {
		paragraphs(&b, c.Short+".")
	}
	paragraphs(&b, c.Long)
	if c.HasAvailableSubCommands() {
		section("COMMANDS")
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() {
				fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(manName(sub)), roff(sub.Short))
			}
		}
	}
	options(&b, "OPTIONS", c.NonInheritedFlags())
	options(&b, "COMMON OPTIONS", c.InheritedFlags())
	if c.Example != "" {
		section("EXAMPLES")
		fmt.Fprintf(&b, ".EX\n%s\n.EE\n", roff(c.Example))
	}
	section("EXIT STATUS")
	paragraphs(&b, "0 pass or warn, 1 the gate fails, 2 usage or configuration error, 3 incomplete.")
	if c.HasParent() {
		section("SEE ALSO")
		fmt.Fprintf(&b, ".BR %s (1)\n", roff(manName(c.Parent())))
	}
	return b.String()
}

func options(b *strings.Builder, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(b, ".SH %s\n", title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, text := pflag.UnquoteUsage(f)
		word := "\\fB\\-\\-" + roff(f.Name) + "\\fR"
		if f.Shorthand != "" {
			word = "\\fB\\-" + roff(f.Shorthand) + "\\fR, " + word
		}
		if value != "" {
			word += " \\fI" + roff(value) + "\\fR"
		}
		fmt.Fprintf(b, ".TP\n%s\n%s\n", word, roff(text))
	})
}

// paragraphs writes a text whose paragraphs are parted by empty lines; an indented
// one is code.
func paragraphs(b *strings.Builder, text string) {
	for i, p := range strings.Split(strings.Trim(text, "\n"), "\n\n") {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		if text := roff(p) + "\n"; strings.HasPrefix(p, "\t") || strings.HasPrefix(p, " ") {
			b.WriteString(".EX\n" + text + ".EE\n")
		} else {
			b.WriteString(text)
		}
	}
}

// roff escapes what troff would read as its own.
func roff(s string) string {
	lines := strings.Split(strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s), "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}

// roffWord is one argument of a macro.
func roffWord(s string) string { return `"` + strings.ReplaceAll(roff(s), `"`, `\(dq`) + `"` }
