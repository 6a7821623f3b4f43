package modules

import (
	"errors"
	"syscall"
)

// isDiskFull reports whether a write failed for lack of room.
func isDiskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC)
}
