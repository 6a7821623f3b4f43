package unobserved_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/unobserved"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", unobserved.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, unobserved.Analyzer) }
