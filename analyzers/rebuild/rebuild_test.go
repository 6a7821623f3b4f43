package rebuild_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/rebuild"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", rebuild.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, rebuild.Analyzer) }
