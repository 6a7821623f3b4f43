// Package tgbotapi has the shape of the Telegram client and no behaviour.
package tgbotapi

type BotAPI struct{ Token string }

type UpdateConfig struct{ Offset int }

type Update struct{ UpdateID int }

type UpdatesChannel <-chan Update

func NewBotAPI(token string) (*BotAPI, error)                       { return nil, nil }
func NewUpdate(offset int) UpdateConfig                             { return UpdateConfig{} }
func (b *BotAPI) GetUpdatesChan(config UpdateConfig) UpdatesChannel { return nil }
func (b *BotAPI) ListenForWebhook(pattern string) UpdatesChannel    { return nil }
