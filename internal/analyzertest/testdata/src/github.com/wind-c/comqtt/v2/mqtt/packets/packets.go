// Package packets has the shape of the library and no behaviour.
package packets

type Packet struct{ Payload []byte }

type Subscription struct{ Filter string }
