package commands

import (
	"strconv"

	"github.com/mediocregopher/radix/v3"
)

// Pool sends commands that a function puts together from their words.
var Pool *radix.Pool

func TryLockKey(key string, seconds int) (bool, error) {
	resp := ""
	err := Pool.Do(radix.Cmd(&resp, "SET", key, "1", "NX", "EX", strconv.Itoa(seconds)))
	return resp == "OK", err
}

func UnlockKey(key string) error {
	return Pool.Do(radix.Cmd(nil, "DEL", key)) // want "unsafe-unlock warn DEL"
}
