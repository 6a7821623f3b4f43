package hook

import (
	_ "embed"
	"strings"
)

// template is the hook's text; its first comment marks it as ours.
//
//go:embed pre-commit.sh
var template string

// marker begins the line by which a hook is known as ours, whatever its version.
const marker = "# cachevet hook "

// recordedPrefix begins the line that holds the program's path.
const recordedPrefix = "recorded="

// script is the hook for a program, whose path may be empty.
func script(program string) string {
	return strings.Replace(template, recordedPrefix+"\n", recordedPrefix+quote(program)+"\n", 1)
}

// quote makes s one word of a POSIX shell.
func quote(s string) string {
	if s == "" {
		return ""
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// authorship tells whose a hook is.
type authorship int

const (
	theirs authorship = iota
	unedited
	edited
)

// judge tells whose a hook's text is. One that carries our mark and differs from
// what we write in more than the program's path was edited.
func judge(text string) authorship {
	if !strings.Contains(text, "\n"+marker) {
		return theirs
	}
	if unrecorded(text) == unrecorded(template) {
		return unedited
	}
	return edited
}

// unrecorded is text without the program's path.
func unrecorded(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, recordedPrefix) {
			lines[i] = recordedPrefix
			break
		}
	}
	return strings.Join(lines, "\n")
}
