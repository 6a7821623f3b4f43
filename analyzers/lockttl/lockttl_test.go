package lockttl_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/lockttl"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", lockttl.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, lockttl.Analyzer) }
