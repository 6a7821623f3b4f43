// Package users keeps the users of a server.
package users

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Accounts makes users and takes them away.
type Accounts struct{ rdb *redis.Client }

// DeleteUser says what it does.
func (a *Accounts) DeleteUser(ctx context.Context, name string) error {
	return a.rdb.Do(ctx, "ACL", "DELUSER", name).Err() // want "admin-command note ACL DELUSER"
}

// Login does not.
func (a *Accounts) Login(ctx context.Context, name, secret string) error {
	return a.rdb.Do(ctx, "ACL", "SETUSER", name, ">"+secret).Err() // want "admin-command fail ACL SETUSER"
}
