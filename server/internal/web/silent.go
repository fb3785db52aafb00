package web

import (
	"net"
	"sync"
	"sync/atomic"

	"github.com/valyala/fasthttp"
)

// silent are the connections on which no request is under way. Browsers keep such connections ready; at
// the end nobody waits for them.
type silent struct {
	mu    sync.Mutex
	ended bool
	conns map[*conn]struct{}
}

// A conn knows whether its request has begun: fasthttp calls a connection active before it has said anything.
type conn struct {
	net.Conn
	silent *silent
	spoken atomic.Bool
}

// Read implements net.Conn.
func (c *conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 && !c.spoken.Swap(true) {
		c.silent.remove(c)
	}
	return n, err
}

// A listener hands out connections that are watched.
type listener struct {
	net.Listener
	silent *silent
}

// Accept implements net.Listener.
func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	watched := &conn{Conn: c, silent: l.silent}
	l.silent.add(watched)
	return watched, nil
}

// note is told by fasthttp what becomes of a connection.
func (s *silent) note(c net.Conn, state fasthttp.ConnState) {
	watched, ok := c.(*conn)
	switch {
	case !ok:
	case state == fasthttp.StateIdle:
		watched.spoken.Store(false)
		s.add(watched)
	case state == fasthttp.StateClosed:
		s.remove(watched)
	}
}

func (s *silent) add(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		c.Close()
		return
	}
	if s.conns == nil {
		s.conns = make(map[*conn]struct{})
	}
	s.conns[c] = struct{}{}
}

func (s *silent) remove(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
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
