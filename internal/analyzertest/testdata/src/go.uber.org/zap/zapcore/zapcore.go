// Package zapcore has the shape of the library and no behaviour.
package zapcore

type (
	Field struct{ Key string }
	Entry struct{ Message string }
	Level int8

	CheckedEntry struct{ Entry }
)

type Core interface {
	Enabled(Level) bool
	With([]Field) Core
	Check(Entry, *CheckedEntry) *CheckedEntry
	Write(Entry, []Field) error
	Sync() error
}

type WriteSyncer interface {
	Write(p []byte) (int, error)
	Sync() error
}
