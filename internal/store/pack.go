package store

import (
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

const (
	maxValue = 256 << 20
	// rawBelow: shorter values are not worth compressing.
	rawBelow = 256
)

// The first byte of a packed value.
const (
	packRaw  = 0
	packZstd = 1
)

var errPacked = errors.New("stored value is damaged")

// packer compresses values; both halves may be used concurrently.
type packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newPacker() (*packer, error) {
	// Checksums are those of the store; the memory limit keeps a forged remote
	// entry from unpacking to more than any value may have.
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxValue), zstd.WithDecoderConcurrency(0))
	if err != nil {
		return nil, err
	}
	return &packer{enc, dec}, nil
}

func (p *packer) pack(data []byte) ([]byte, error) {
	if len(data) > maxValue {
		return nil, fmt.Errorf("store value of %d bytes: the limit is %d", len(data), maxValue)
	}
	if len(data) >= rawBelow {
		packed := p.enc.EncodeAll(data, append(make([]byte, 0, len(data)/2), packZstd))
		if len(packed) < len(data) {
			return packed, nil
		}
	}
	return append([]byte{packRaw}, data...), nil
}

func (p *packer) unpack(packed []byte) ([]byte, error) {
	if len(packed) == 0 {
		return nil, errPacked
	}
	switch packed[0] {
	case packRaw:
		return packed[1:], nil
	case packZstd:
		return p.dec.DecodeAll(packed[1:], nil)
	}
	return nil, errPacked
}

func (p *packer) close() { p.dec.Close() }
