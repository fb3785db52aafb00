package web

import (
	"net"
	"sync"

	"github.com/valyala/fasthttp"
)

// silent are the connections on which no request is under way. Browsers keep such connections ready; at
// the end nobody waits for them.
type silent struct {
	mu    sync.Mutex
	ended bool
	conns map[net.Conn]struct{}
}

// note follows what becomes of a connection.
func (s *silent) note(c net.Conn, state fasthttp.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case fasthttp.StateNew, fasthttp.StateIdle:
		if s.ended {
			c.Close()
			return
		}
		if s.conns == nil {
			s.conns = make(map[net.Conn]struct{})
		}
		s.conns[c] = struct{}{}
	default:
		delete(s.conns, c)
	}
}

// close closes them all, and from now on each that falls silent.
func (s *silent) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	for c := range s.conns {
		c.Close()
	}
	clear(s.conns)
}
