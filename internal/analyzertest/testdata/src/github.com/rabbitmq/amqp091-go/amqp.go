// Package amqp091 has the shape of amqp091 and no behaviour.
package amqp091

type Table map[string]interface{}

type Delivery struct {
	RoutingKey string
	Body       []byte
}

func (d Delivery) Ack(multiple bool) error { return nil }

type Connection struct{ Major int }

func Dial(url string) (*Connection, error)       { return nil, nil }
func (c *Connection) Channel() (*Channel, error) { return nil, nil }

type Channel struct{ id uint16 }

func (ch *Channel) Consume(queue, consumer string, autoAck, exclusive, noLocal, noWait bool, args Table) (<-chan Delivery, error) {
	return nil, nil
}
