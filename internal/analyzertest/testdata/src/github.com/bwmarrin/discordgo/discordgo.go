// Package discordgo has the shape of discordgo and no behaviour.
package discordgo

type Session struct{ Token string }

type MessageCreate struct{ GuildID, Content string }

func New(token string) (*Session, error)                     { return nil, nil }
func (s *Session) AddHandler(handler interface{}) func()     { return nil }
func (s *Session) AddHandlerOnce(handler interface{}) func() { return nil }
func (s *Session) Open() error                               { return nil }
