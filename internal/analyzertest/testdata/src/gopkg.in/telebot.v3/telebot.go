// Package telebot has the shape of telebot and no behaviour.
package telebot

type Context interface {
	Text() string
	Send(what interface{}, opts ...interface{}) error
}

type HandlerFunc func(Context) error

type MiddlewareFunc func(HandlerFunc) HandlerFunc

type Settings struct{ Token string }

type Bot struct{ Token string }

type Group struct{ b *Bot }

func NewBot(pref Settings) (*Bot, error)                                         { return nil, nil }
func (b *Bot) Handle(endpoint interface{}, h HandlerFunc, m ...MiddlewareFunc)   {}
func (b *Bot) Use(middleware ...MiddlewareFunc)                                  {}
func (b *Bot) Group() *Group                                                     { return nil }
func (b *Bot) Start()                                                            {}
func (g *Group) Handle(endpoint interface{}, h HandlerFunc, m ...MiddlewareFunc) {}
func (g *Group) Use(middleware ...MiddlewareFunc)                                {}
