// Package logical has the shape of the vault logical package and no behaviour.
package logical

type (
	Operation string
	Request   struct{}
	Response  struct{}
)

const (
	ReadOperation   Operation = "read"
	UpdateOperation Operation = "update"
)
