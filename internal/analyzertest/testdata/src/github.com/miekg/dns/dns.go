// Package dns has the shape of the DNS library and no behaviour.
package dns

type Msg struct{ Id uint16 }

type ResponseWriter interface {
	WriteMsg(*Msg) error
}

type Handler interface {
	ServeDNS(w ResponseWriter, r *Msg)
}

type HandlerFunc func(ResponseWriter, *Msg)

func (f HandlerFunc) ServeDNS(w ResponseWriter, r *Msg) {}

type ServeMux struct{ z int }

type Server struct {
	Addr, Net string
	Handler   Handler
}

func NewServeMux() *ServeMux                                                        { return nil }
func Handle(pattern string, handler Handler)                                        {}
func HandleFunc(pattern string, handler func(ResponseWriter, *Msg))                 {}
func (mux *ServeMux) Handle(pattern string, handler Handler)                        {}
func (mux *ServeMux) HandleFunc(pattern string, handler func(ResponseWriter, *Msg)) {}
func (srv *Server) ListenAndServe() error                                           { return nil }
