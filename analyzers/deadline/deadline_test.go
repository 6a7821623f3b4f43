package deadline_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/deadline"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", deadline.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, deadline.Analyzer) }
