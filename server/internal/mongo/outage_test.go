package mongo_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"lernamt/courses"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/mongo"
	"lernamt/server/internal/mongo/mongotest"
)

// TestUnreachable wants Open to give up within 3 seconds, whether the server refuses or is silent.
func TestUnreachable(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	refusing, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refusing.Close()
	for name, host := range map[string]string{"refusing": refusing.Addr().String(), "silent": silent.Addr().String()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			_, err := mongo.Open(t.Context(), "mongodb://anna:geheim@"+host+"/stadt")
			if took := time.Since(began); took > 3*time.Second {
				t.Errorf("Open took %v", took)
			}
			if !errors.Is(err, mongo.ErrUnavailable) || !strings.Contains(err.Error(), host) || strings.Contains(err.Error(), "geheim") {
				t.Errorf("Open error = %v, want ErrUnavailable, the host and no password", err)
			}
		})
	}
}

// TestOutage takes the server away from an open store and gives it back.
func TestOutage(t *testing.T) {
	uri, err := url.Parse(mongotest.URI(t))
	if err != nil {
		t.Fatal(err)
	}
	way := newProxy(t, uri.Host)
	uri.Host = way.address
	query := uri.Query()
	query.Del("timeoutMS") // the defaults are what is tried
	query.Set("heartbeatFrequencyMS", "500")
	query.Set("directConnection", "true")
	uri.RawQuery = query.Encode()
	db, err := mongo.Open(t.Context(), uri.String())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	k := courses.Key{Person: "p", Module: "m", Cycle: 1}
	if _, err := db.Courses().Enrol(t.Context(), courses.Enrolment{Key: k}); err != nil {
		t.Fatal(err)
	}

	for name, interrupt := range map[string]func(){"refusing": way.refuse, "silent": way.silence} {
		interrupt()
		calls := map[string]func() error{
			"Ping":         func() error { return db.Ping(t.Context()) },
			"RecordLesson": func() error { _, err := db.Courses().RecordLesson(t.Context(), k, "l1", time.Now()); return err },
			"Session":      func() error { _, err := db.Auth().Session(t.Context(), "s"); return err },
		}
		for call, do := range calls {
			began := time.Now()
			err := do()
			if took := time.Since(began); took > 2500*time.Millisecond {
				t.Errorf("%s: %s took %v", name, call, took)
			}
			if !errors.Is(err, mongo.ErrUnavailable) || errors.Is(err, auth.ErrNotFound) {
				t.Errorf("%s: %s error = %v, want ErrUnavailable", name, call, err)
			}
		}
		way.open()
		recovered(t, db)
		e, err := db.Courses().RecordLesson(t.Context(), k, courses.LessonID("after-"+name), time.Now())
		if err != nil || !e.Done(courses.LessonID("after-"+name)) {
			t.Errorf("%s: RecordLesson afterwards = %+v, %v", name, e, err)
		}
	}
}

func recovered(t *testing.T, db *mongo.DB) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for db.Ping(t.Context()) != nil {
		if time.Now().After(deadline) {
			t.Fatal("no recovery within 10 s")
		}
	}
}

// A proxy carries connections to a server until it is told to fail.
type proxy struct {
	address string
	mu      sync.Mutex
	state   string // "", "refusing" or "silent"
	conns   []net.Conn
}

func newProxy(t *testing.T, server string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{address: l.Addr().String()}
	t.Cleanup(func() { l.Close(); p.set("refusing") })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			p.carry(client, server)
		}
	}()
	return p
}

// carry joins the connections, unless the proxy fails: then it closes the client's or leaves it without an answer.
func (p *proxy) carry(client net.Conn, server string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conns = append(p.conns, client)
	if p.state == "refusing" {
		client.Close()
		return
	}
	upstream, err := net.Dial("tcp", server)
	if err != nil {
		client.Close()
		return
	}
	p.conns = append(p.conns, upstream)
	go p.pump(upstream, client)
	go p.pump(client, upstream)
}

func (p *proxy) pump(to, from net.Conn) {
	defer to.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		p.mu.Lock()
		silent := p.state == "silent"
		p.mu.Unlock()
		if !silent && n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			if err != io.EOF || !silent {
				return
			}
		}
	}
}

func (p *proxy) refuse()  { p.set("refusing") }
func (p *proxy) silence() { p.set("silent") }
func (p *proxy) open()    { p.set("") }

// set changes the state. Whatever was carried before ends, except that silence keeps the lines open.
func (p *proxy) set(state string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = state
	if state == "silent" {
		return
	}
	for _, c := range p.conns {
		c.Close()
	}
	p.conns = nil
}
