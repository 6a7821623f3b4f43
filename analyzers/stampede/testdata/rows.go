// Package rows asks databases by what makes queries of chains of calls.
package rows

import (
	"time"

	"github.com/patrickmn/go-cache"
	"nowhere.dev/orm"
)

// Users are read by way of a cache.
type Users struct {
	db  *orm.Session
	mem *cache.Cache
}

// User is one of them.
type User struct{ ID, Name string }

// Name fills a variable.
func (u *Users) Name(id string) (string, error) {
	if v, ok := u.mem.Get("name:" + id); ok {
		return v.(string), nil
	}
	var name string
	if _, err := u.db.Select("name").From("users").Where("id = ?", id).Load(&name); err != nil { // want "stampede warn"
		return "", err
	}
	u.mem.Set("name:"+id, name, time.Minute)
	return name, nil
}

// Exists asks how many there are, in a step of its own.
func (u *Users) Exists(id string) (bool, error) {
	if _, ok := u.mem.Get("exists:" + id); ok {
		return true, nil
	}
	there, err := u.exists(id) // want "stampede warn"
	if err != nil {
		return false, err
	}
	if there {
		u.mem.Set("exists:"+id, true, time.Minute)
	}
	return there, nil
}

func (u *Users) exists(id string) (bool, error) {
	var n int
	err := u.db.Select("count(*)").From("users").Where("id = ?", id).LoadOne(&n)
	return n > 0, err
}

// Get gets a value of any type.
func (u *Users) Get(id string) (*User, error) {
	if v, ok := u.mem.Get("user:" + id); ok {
		return v.(*User), nil
	}
	v, err := u.db.Select("*").From("users").Where("id = ?", id).Take() // want "stampede warn"
	if err != nil {
		return nil, err
	}
	u.mem.Set("user:"+id, v, time.Minute)
	return v.(*User), nil
}

// Read is a function of the package rather than a method.
func (u *Users) Read(id string) (*User, error) {
	if v, ok := u.mem.Get("read:" + id); ok {
		return v.(*User), nil
	}
	user := &User{}
	if err := orm.Get(u.db, user, "SELECT * FROM users WHERE id = ?", id); err != nil { // want "stampede warn"
		return nil, err
	}
	u.mem.Set("read:"+id, user, time.Minute)
	return user, nil
}

// Add stores what it is given.
func (u *Users) Add(user *User) error {
	if _, ok := u.mem.Get("user:" + user.ID); ok {
		return nil
	}
	if _, err := u.db.Insert(user); err != nil {
		return err
	}
	u.mem.Set("user:"+user.ID, user, time.Minute)
	return nil
}

// ByName fills what it is called of, which is kept under what it finds.
func (u *User) ByName(db *orm.Session, mem *cache.Cache, name string) error {
	if v, ok := mem.Get(name); ok {
		*u = *v.(*User)
		return nil
	}
	if err := orm.Get(db, u, "SELECT * FROM users WHERE name = ?", name); err != nil { // want "stampede warn"
		return err
	}
	mem.Set(u.ID, u, time.Minute)
	return nil
}
