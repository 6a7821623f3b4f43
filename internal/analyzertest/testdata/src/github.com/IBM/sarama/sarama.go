// Package sarama has the shape of sarama and no behaviour.
package sarama

import "context"

type Config struct{ ClientID string }

func NewConfig() *Config { return nil }

type ConsumerMessage struct {
	Topic string
	Value []byte
}

type ConsumerGroupSession interface {
	MarkMessage(msg *ConsumerMessage, metadata string)
	Context() context.Context
}

type ConsumerGroupClaim interface {
	Topic() string
	Messages() <-chan *ConsumerMessage
}

type ConsumerGroupHandler interface {
	Setup(ConsumerGroupSession) error
	Cleanup(ConsumerGroupSession) error
	ConsumeClaim(ConsumerGroupSession, ConsumerGroupClaim) error
}

type ConsumerGroup interface {
	Consume(ctx context.Context, topics []string, handler ConsumerGroupHandler) error
	Close() error
}

func NewConsumerGroup(addrs []string, groupID string, config *Config) (ConsumerGroup, error) {
	return nil, nil
}

type Consumer interface {
	ConsumePartition(topic string, partition int32, offset int64) (PartitionConsumer, error)
}

type PartitionConsumer interface {
	Close() error
	Messages() <-chan *ConsumerMessage
}

func NewConsumer(addrs []string, config *Config) (Consumer, error) { return nil, nil }
