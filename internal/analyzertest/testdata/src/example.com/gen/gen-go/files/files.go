// Package files has the shape of what the thrift compiler writes.
package files

import "context"

type Files interface {
	Upload(ctx context.Context, name string) (_err error)
}

type FilesProcessor struct{ handler Files }

func NewFilesProcessor(handler Files) *FilesProcessor { return nil }
