// Package mqtt has the shape of the library and no behaviour.
package mqtt

type Token interface{ Wait() bool }

type Message interface {
	Topic() string
	Payload() []byte
}

type MessageHandler func(Client, Message)

type Client interface {
	Connect() Token
	Subscribe(topic string, qos byte, callback MessageHandler) Token
	SubscribeMultiple(filters map[string]byte, callback MessageHandler) Token
	AddRoute(topic string, callback MessageHandler)
}

type ClientOptions struct{ ClientID string }

func NewClientOptions() *ClientOptions { return nil }
func (o *ClientOptions) SetDefaultPublishHandler(defaultHandler MessageHandler) *ClientOptions {
	return o
}
func NewClient(o *ClientOptions) Client { return nil }
