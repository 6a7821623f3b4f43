// Package json has the shape of leaf's and no behaviour.
package json

type MsgHandler func([]interface{})

type Processor struct{ l int }

func (p *Processor) SetHandler(msg interface{}, msgHandler MsgHandler)    {}
func (p *Processor) SetRawHandler(msgID string, msgRawHandler MsgHandler) {}
