// Package sqs has the shape of the SQS client and no behaviour.
package sqs

import "context"

type Options struct{ Region string }

type ReceiveMessageInput struct{ QueueUrl *string }

type ReceiveMessageOutput struct{ Messages []Message }

type Message struct{ Body *string }

type Client struct{ options Options }

func New(options Options, optFns ...func(*Options)) *Client { return nil }
func (c *Client) ReceiveMessage(ctx context.Context, params *ReceiveMessageInput, optFns ...func(*Options)) (*ReceiveMessageOutput, error) {
	return nil, nil
}
