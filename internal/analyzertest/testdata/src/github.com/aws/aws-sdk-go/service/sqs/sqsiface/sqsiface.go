// Package sqsiface has the shape of the first SDK's and no behaviour.
package sqsiface

import "github.com/aws/aws-sdk-go/service/sqs"

type SQSAPI interface {
	ReceiveMessage(*sqs.ReceiveMessageInput) (*sqs.ReceiveMessageOutput, error)
}
