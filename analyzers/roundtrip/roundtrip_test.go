package roundtrip_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/roundtrip"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", roundtrip.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, roundtrip.Analyzer) }
