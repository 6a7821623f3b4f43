package retrystorm_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/retrystorm"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", retrystorm.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, retrystorm.Analyzer) }
