package deletefirst_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/deletefirst"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", deletefirst.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, deletefirst.Analyzer) }
