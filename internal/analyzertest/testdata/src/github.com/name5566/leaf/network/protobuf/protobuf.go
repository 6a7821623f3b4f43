// Package protobuf has the shape of leaf's and no behaviour.
package protobuf

type MsgHandler func([]interface{})

type Processor struct{ l int }

func (p *Processor) SetHandler(msg interface{}, msgHandler MsgHandler) {}
func (p *Processor) SetRawHandler(id uint16, msgRawHandler MsgHandler) {}
