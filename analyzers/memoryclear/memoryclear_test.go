package memoryclear_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/memoryclear"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", memoryclear.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, memoryclear.Analyzer) }
