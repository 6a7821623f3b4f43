package wholeread_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/wholeread"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", wholeread.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, wholeread.Analyzer) }
