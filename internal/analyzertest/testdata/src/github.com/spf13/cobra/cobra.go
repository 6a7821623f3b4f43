// Package cobra has the shape of cobra and no behaviour.
package cobra

import "context"

type Command struct {
	Use              string
	PersistentPreRun func(cmd *Command, args []string)
	Run              func(cmd *Command, args []string)
	RunE             func(cmd *Command, args []string) error
}

func (c *Command) AddCommand(cmds ...*Command) {}
func (c *Command) Execute() error              { return nil }
func (c *Command) Context() context.Context    { return nil }
