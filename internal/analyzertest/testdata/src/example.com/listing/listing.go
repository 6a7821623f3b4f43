// Package listing stands for an SDK that lists page by page.
package listing

import "context"

// BlobIterator goes through names.
type BlobIterator struct{}

// Next reports whether there is another.
func (*BlobIterator) Next(context.Context) bool { return false }

// Value is the name.
func (*BlobIterator) Value() string { return "" }
