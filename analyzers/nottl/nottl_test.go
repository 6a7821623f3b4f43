package nottl_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/nottl"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", nottl.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, nottl.Analyzer) }
