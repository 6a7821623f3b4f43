package builders

import (
	"context"

	"github.com/redis/rueidis"
)

type Names struct{ c rueidis.Client }

func (n *Names) Load(ctx context.Context, ids []string) (out []string) {
	for _, id := range ids {
		s, _ := n.c.Do(ctx, n.c.B().Get().Key("name:"+id).Build()).ToString() // want "per-item-roundtrip warn GET"
		out = append(out, s)
	}
	return out
}

// LoadTogether builds in the loop and sends once.
func (n *Names) LoadTogether(ctx context.Context, ids []string) []rueidis.RedisResult {
	cmds := make(rueidis.Commands, 0, len(ids))
	for _, id := range ids {
		cmds = append(cmds, n.c.B().Get().Key("name:"+id).Build())
	}
	return n.c.DoMulti(ctx, cmds...)
}

// LoadAppended builds in a helper.
func (n *Names) LoadAppended(ctx context.Context, ids []string) []rueidis.RedisResult {
	var cmds rueidis.Commands
	for _, id := range ids {
		cmds = n.add(cmds, id)
	}
	return n.c.DoMulti(ctx, cmds...)
}

func (n *Names) add(cmds rueidis.Commands, id string) rueidis.Commands {
	return append(cmds, n.c.B().Get().Key("name:"+id).Build())
}

// Ages asks for one field after the other, by a command that is not listed.
func (n *Names) Ages(ctx context.Context, ids []string) (out []string) {
	for _, id := range ids {
		s, _ := n.c.Do(ctx, n.c.B().Hget().Key("ages").Field(id).Build()).ToString() // want "per-item-roundtrip warn HGET"
		out = append(out, s)
	}
	return out
}
