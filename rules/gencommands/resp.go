package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxBulk is far above anything COMMAND answers; a longer length means that
// what answers is no Redis server.
const maxBulk = 1 << 20

// readReply reads one RESP2 value: a string, an int64, nil or a []any of those.
func readReply(r *bufio.Reader) (any, error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return nil, errors.New("empty reply line")
	}
	rest := line[1:]
	switch line[0] {
	case '+':
		return rest, nil
	case '-':
		return nil, fmt.Errorf("server says %q", rest)
	case ':':
		return readNumber(rest)
	case '$':
		return readBulk(r, rest)
	case '*':
		return readArray(r, rest)
	}
	return nil, fmt.Errorf("unknown reply type %q", line[0])
}

func readNumber(s string) (any, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("bad number %q", s)
	}
	return n, nil
}

func readLength(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n > maxBulk {
		return 0, fmt.Errorf("bad length %q", s)
	}
	return n, nil
}

func readBulk(r *bufio.Reader, length string) (any, error) {
	n, err := readLength(length)
	if err != nil || n < 0 {
		return nil, err
	}
	buf := make([]byte, n+len("\r\n"))
	if _, err := io.ReadFull(r, buf); err != nil {
		return nil, err
	}
	return string(buf[:n]), nil
}

func readArray(r *bufio.Reader, length string) (any, error) {
	n, err := readLength(length)
	if err != nil || n < 0 {
		return nil, err
	}
	var list []any
	for range n {
		v, err := readReply(r)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}
