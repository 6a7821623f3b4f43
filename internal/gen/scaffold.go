package main

import (
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

var analyzerName = regexp.MustCompile(`^[a-z][a-z0-9]*$`)

// scaffold begins an analyzer: the question, a test, a program to judge and the
// hazard that asks it. Nothing that exists is written over.
func scaffold(root, dir string, out io.Writer) error {
	name := path.Base(dir)
	if path.Clean(dir) != "analyzers/"+name || !analyzerName.MatchString(name) || name == "all" {
		return fmt.Errorf("-new %s: write analyzers/NAME, the name in small letters", dir)
	}
	if _, err := os.Stat(filepath.Join(root, "analyzers", name)); err == nil {
		return fmt.Errorf("-new %s: it is there already", dir)
	}
	fill := strings.NewReplacer("NAME", name, "MODULE", module)
	for _, f := range []file{
		{"analyzers/" + name + "/" + name + ".go", []byte(fill.Replace(newAnalyzer))},
		{"analyzers/" + name + "/" + name + "_test.go", []byte(fill.Replace(newTest))},
		{"analyzers/" + name + "/testdata/" + name + ".go", []byte(fill.Replace(newProgram))},
	} {
		if err := f.write(root, out); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "now write the question, then the hazard that asks it: rules/hazards/*.yaml with `analyzer: %s`\n", name)
	return err
}

const newAnalyzer = `// Package NAME asks TODO: what is dangerous, in one sentence. It does not know
// TODO: what it cannot see.
package NAME

import "MODULE/analyzers"

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "NAME", Run: run}

func run(p *analyzers.Pass) {
	for _, f := range p.Prog.Funcs {
		for _, op := range f.Ops {
			if op.Command == "TODO" {
				p.Report(analyzers.OfOp(op))
			}
		}
	}
}
`

const newTest = `package NAME_test

import (
	"testing"

	"MODULE/analyzers/NAME"
	"MODULE/internal/analyzertest"
)

func Test(t *testing.T) { analyzertest.Run(t, "testdata", NAME.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, NAME.Analyzer) }
`

const newProgram = `package NAME

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Save is found: write what, as hazard and level, behind the line.
func Save(ctx context.Context, rdb *redis.Client, key string) error {
	return rdb.Get(ctx, key).Err()
}
`
