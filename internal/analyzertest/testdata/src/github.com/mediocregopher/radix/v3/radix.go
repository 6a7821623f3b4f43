// Package radix stands in for the client of that name.
package radix

type Action interface{ Run() error }

type CmdAction interface{ Action }

type Pool struct{}

func (p *Pool) Do(a Action) error { return a.Run() }

func Pipeline(cmds ...CmdAction) Action { return nil }

func Cmd(rcv any, cmd string, args ...string) CmdAction { return nil }
