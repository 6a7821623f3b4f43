// Command cachevet vets Go modules for what they do to caches and databases.
package main

//go:generate go run ./internal/gen

import (
	"os"

	"github.com/cachevet/cachevet/cmd"
)

func main() { os.Exit(cmd.Execute(cmd.System(), os.Args[1:])) }
