// Package sqs has the shape of the first SDK's sqs and no behaviour.
package sqs

type Message struct{ Body *string }

type ReceiveMessageInput struct{ QueueUrl *string }

type ReceiveMessageOutput struct{ Messages []*Message }

type SQS struct{ client int }

func (c *SQS) ReceiveMessage(input *ReceiveMessageInput) (*ReceiveMessageOutput, error) {
	return nil, nil
}
