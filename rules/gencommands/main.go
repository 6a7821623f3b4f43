// Gencommands writes rules/commands.json from what a Redis server says of its
// own commands (COMMAND INFO, COMMAND DOCS). It needs a running server and
// changes nothing there. It knows nothing of hazards: facts only.
//
//	go run ./rules/gencommands -addr 127.0.0.1:6379 > rules/commands.json
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:6379", "address of a Redis server, 7.0 or newer")
	flag.Parse()
	if err := run(*addr, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gencommands:", err)
		os.Exit(1)
	}
}

func run(addr string, w io.Writer) error {
	conn, err := net.DialTimeout("tcp", addr, 5*time.Second)
	if err != nil {
		return fmt.Errorf("reach the server: %w", err)
	}
	defer conn.Close()
	r := bufio.NewReader(conn)
	info, err := ask(conn, r, "COMMAND")
	if err != nil {
		return fmt.Errorf("ask for COMMAND: %w", err)
	}
	docs, err := ask(conn, r, "COMMAND DOCS")
	if err != nil {
		return fmt.Errorf("ask for COMMAND DOCS: %w", err)
	}
	commands := collect(info, docs)
	if len(commands) == 0 {
		return fmt.Errorf("the server at %s names no commands", addr)
	}
	return write(w, commands)
}

// ask sends one inline command and reads its reply.
func ask(w io.Writer, r *bufio.Reader, command string) (any, error) {
	if _, err := io.WriteString(w, command+"\r\n"); err != nil {
		return nil, err
	}
	return readReply(r)
}
