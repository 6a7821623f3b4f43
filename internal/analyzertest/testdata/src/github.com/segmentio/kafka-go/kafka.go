// Package kafka has the shape of kafka-go and no behaviour.
package kafka

import "context"

type Message struct {
	Topic string
	Value []byte
}

type ReaderConfig struct {
	Brokers []string
	GroupID string
	Topic   string
}

type Reader struct{ config ReaderConfig }

func NewReader(config ReaderConfig) *Reader                                 { return nil }
func (r *Reader) ReadMessage(ctx context.Context) (Message, error)          { return Message{}, nil }
func (r *Reader) FetchMessage(ctx context.Context) (Message, error)         { return Message{}, nil }
func (r *Reader) CommitMessages(ctx context.Context, msgs ...Message) error { return nil }
