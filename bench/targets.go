package main

// A target is one module to measure on. It is fetched through the module proxy
// and copied, so that it can be the main module and be edited.
type target struct {
	Name    string
	Module  string
	Version string
	// Sum is the module's go.sum hash. It stands here because a checksum database
	// may not know a module that the proxy serves.
	Sum string
	// Pattern names the packages that every tool is asked about.
	Pattern string
	// Fetch measures `check MODULE@VERSION` in an empty folder as well.
	Fetch bool
	// Edits are places where one line is added before a run.
	Edits []edit
	// Peers: the other tools are measured on it too.
	Peers bool
}

type edit struct {
	File  string
	After string // the line of the file that the new one follows
	Name  string
}

func (t target) id() string { return t.Module + "@" + t.Version }

var targets = []target{
	{
		Name: "small", Module: "github.com/gin-contrib/cache", Version: "v1.3.0", Pattern: "./...", Peers: true, Fetch: true,
		Sum: "h1:wEEw38uvb4rTraQJVpd9ex4ZotXNlc0fSaSUsuPXS/w=",
	},
	{
		Name: "middle", Module: "github.com/zhenghaoz/gorse", Version: "v0.4.15", Pattern: "./...", Peers: true,
		Sum: "h1:/OJ25GDGvuQjV7UjukenO4gymqB96HJTMbIQtUUC4WI=",
	},
	{
		Name: "large", Module: "github.com/argoproj/argo-cd/v2", Version: "v2.14.21", Pattern: "./cmd", Peers: true,
		Sum: "h1:Ux50vfMUITW+Y+6GAYgQlZbr6WHE5ogiLg9OxxvP9EA=",
		Edits: []edit{
			// Imported by the command alone, and by most of the application.
			{File: "cmd/argocd-server/commands/argocd_server.go", After: "func NewCommand() *cobra.Command {", Name: "edit at the top"},
			{File: "util/cache/cache.go", After: "func (c *Cache) SetItem(key string, item interface{}, opts *CacheActionOpts) error {", Name: "edit at the bottom"},
		},
	},
	{
		Name: "asynqmon", Module: "github.com/hibiken/asynqmon", Version: "v0.7.2", Pattern: "./...",
		Sum: "h1:YohWgTIPwtMyZ6khBDcVUz9BdSdQW2Dxn8SoxtbmjSg=",
	},
	{
		Name: "memos", Module: "github.com/usememos/memos", Version: "v0.22.0", Pattern: "./...",
		Sum: "h1:t0U0veqGlCQtk6+Api3DCGbD/b0oLMef5aRRAvh8efI=",
	},
	{
		Name: "one-api", Module: "github.com/songquanpeng/one-api", Version: "v0.6.10", Pattern: "./...",
		Sum: "h1:oBUcwet8zinHZ5AEYu8OYQaFkcXOKyImsM0X4JfeEZo=",
	},
	{
		Name: "ratelimit", Module: "github.com/envoyproxy/ratelimit", Version: "v1.4.1-0.20260122083618-3fb702589d36", Pattern: "./...",
		Sum: "h1:nEi1OH2qhE8NtcuBgO/uKpTw/P0nVu4i8mZvL6oD9CQ=",
	},
	{
		Name: "gitea", Module: "code.gitea.io/gitea", Version: "v1.25.4", Pattern: "./...",
		Sum: "h1:NVY3EtttCCEST5pwmxqHknJ9WFRWHobxIjNzxhYqZWw=",
	},
}
