package unlock_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/unlock"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", unlock.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, unlock.Analyzer) }
