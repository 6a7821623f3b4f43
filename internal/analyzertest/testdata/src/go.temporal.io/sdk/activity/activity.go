// Package activity has the shape of temporal's activities and no behaviour.
package activity

type DynamicRegisterOptions struct{}
