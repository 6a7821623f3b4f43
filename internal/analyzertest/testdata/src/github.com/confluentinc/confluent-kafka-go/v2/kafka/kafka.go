// Package kafka has the shape of confluent's and no behaviour.
package kafka

import "time"

type ConfigValue interface{}

type ConfigMap map[string]ConfigValue

type Event interface{ String() string }

type Message struct{ Value, Key []byte }

func (m *Message) String() string { return "" }

type Consumer struct{ events chan Event }

func NewConsumer(conf *ConfigMap) (*Consumer, error)                    { return nil, nil }
func (c *Consumer) Poll(timeoutMs int) (event Event)                    { return nil }
func (c *Consumer) ReadMessage(timeout time.Duration) (*Message, error) { return nil, nil }
func (c *Consumer) Events() chan Event                                  { return nil }
