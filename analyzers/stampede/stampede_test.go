package stampede_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/stampede"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", stampede.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, stampede.Analyzer) }
