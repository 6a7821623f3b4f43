module github.com/cachevet/cachevet/bench

go 1.26.0

tool (
	github.com/google/capslock/cmd/capslock
	golang.org/x/vuln/cmd/govulncheck
)

require (
	github.com/fatih/color v1.18.0 // indirect
	github.com/google/capslock v0.3.1 // indirect
	github.com/mattn/go-colorable v0.1.13 // indirect
	github.com/mattn/go-isatty v0.0.20 // indirect
	golang.org/x/mod v0.41.0 // indirect
	golang.org/x/sync v0.23.0 // indirect
	golang.org/x/sys v0.48.0 // indirect
	golang.org/x/telemetry v0.0.0-20260908163034-4bcc4b2ee518 // indirect
	golang.org/x/tools v0.50.0 // indirect
	golang.org/x/vuln v1.8.0 // indirect
	google.golang.org/protobuf v1.36.11 // indirect
)
