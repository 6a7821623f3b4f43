package sweep_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/sweep"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", sweep.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, sweep.Analyzer) }
