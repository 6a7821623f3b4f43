// Package all lists the kinds of hosts that cachevet can ask.
package all

import (
	"github.com/cachevet/cachevet/signals"
	"github.com/cachevet/cachevet/signals/gitea"
	"github.com/cachevet/cachevet/signals/github"
	"github.com/cachevet/cachevet/signals/gitlab"
)

// Providers lists one provider for each folder of signals.
func Providers() []signals.Provider {
	return []signals.Provider{gitea.Provider(), github.Provider(), gitlab.Provider()}
}
