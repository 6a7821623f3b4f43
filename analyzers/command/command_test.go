package command_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/command"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", command.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, command.Analyzer) }
