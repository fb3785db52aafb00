package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

const secret = "dial tcp 10.1.2.3: password=geheim"

// TestPanic lets a handler panic: our page, one line in the log, and the server goes on.
func TestPanic(t *testing.T) {
	s := newSite(t, func(s *Server) {
		s.Ping = func(context.Context) error { panic(secret) }
	})
	c := s.browser()
	p := c.get("/gesund").want(http.StatusInternalServerError).says("Da ist etwas schiefgegangen").hides("geheim", "goroutine", ".go:")
	id := p.header.Get("X-Request-Id")
	if lines := s.log.lines(id); id == "" || len(lines) != 1 || !strings.Contains(lines[0], "panic") {
		t.Errorf("request %q in the log: %q", id, lines)
	}
	p.says(id)
	c.get("/anmelden").want(http.StatusOK)
}

// TestStoreFails lets each call of a store fail, on each page: an error page of ours that tells nothing, with
// an ID that is in the log once.
func TestStoreFails(t *testing.T) {
	s := newSite(t)
	c := s.signIn("trainer") // has certificates
	hr := s.signIn("personal")
	number := s.issued("demo-01")
	fresh := s.signIn("tim.krueger")
	attempt := string(s.latest("demo-01", "datenpannen").ID)
	failures := 0
	for _, r := range []struct {
		c    *client
		path string
	}{
		{c, "/"}, {c, "/katalog"}, {c, "/module/datenpannen"}, {c, "/module/datenpannen/offen"}, {c, "/module/datenpannen/lektion/intern-melden"},
		{c, "/module/datenpannen/pruefung"}, {c, "/pruefungen/" + attempt + "/ergebnis"}, {c, "/zertifikate"}, {c, "/zertifikate/" + number}, {c, "/meine-daten"},
		{c, "/pruefen/" + number}, {c, "/werkstatt"}, {c, "/werkstatt/datenpannen/statistik"}, {hr, "/personal"}, {hr, "/personal/dez2"}, {hr, "/personal/dez2/abschluesse.csv"},
		{fresh, "POST /module/datenpannen/einschreibung"}, {fresh, "POST /module/datenpannen/lektion/intern-melden/gelesen"}, {fresh, "POST /sprache"}, {fresh, "POST /abmelden"},
		{s.browser(), "POST /anmelden"},
	} {
		token := r.c.formToken()
		for n := 0; ; n++ {
			s.watch.take()
			count := 0
			s.watch.fail(func(string) error {
				if count++; count == n+1 {
					return errors.New(secret)
				}
				return nil
			}, nil)
			var p *page
			if path, ok := strings.CutPrefix(r.path, "POST "); ok {
				p = r.c.post(path, fieldToken, token, "sprache", "de", "email", "lernen@musterstadt.example", "passwort", "lernen-in-musterstadt")
			} else {
				p = r.c.get(r.path)
			}
			s.watch.fail(nil, nil)
			if count <= n {
				if p.status >= 400 && p.status != http.StatusNotFound {
					t.Errorf("%s without a failure: status %d", r.path, p.status)
				}
				break
			}
			failures++
			p.hides("geheim", "10.1.2.3", "lernamt/", ".go:")
			if r.path == "/meine-daten" && p.status == http.StatusOK {
				continue // the name of who looked is missing, nothing else
			}
			id := p.header.Get("X-Request-Id")
			if p.status != http.StatusInternalServerError || !strings.Contains(p.body, id) || len(s.log.lines(id)) != 1 {
				t.Errorf("%s, call %d fails: status %d, request %q, %d lines in the log", r.path, n+1, p.status, id, len(s.log.lines(id)))
			}
		}
	}
	t.Logf("%d failures", failures)
}

// TestStoreIsSlow sees that a store that does not answer in time gives 503.
func TestStoreIsSlow(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	s.watch.fail(func(string) error { return context.DeadlineExceeded }, nil)
	c.get("/").want(http.StatusServiceUnavailable).says("Die Datenbank antwortet nicht")
	s.watch.fail(nil, nil)
	c.get("/").want(http.StatusOK)
}

func TestHealth(t *testing.T) {
	var err error
	s := newSite(t, func(s *Server) { s.Ping = func(context.Context) error { return err } })
	s.browser().get("/gesund").want(http.StatusOK)
	err = errors.New(secret)
	s.browser().get("/gesund").want(http.StatusServiceUnavailable).hides("geheim")
	if len(s.log.lines("geheim")) != 1 {
		t.Error("the reason is not in the log")
	}
}

// TestCompression sees that pages are compressed and what is compressed already is not.
func TestCompression(t *testing.T) {
	s := newSite(t)
	c := s.signIn("trainer")
	c.header.Set("Accept-Encoding", "gzip, br")
	for path, want := range map[string]string{"/": "br", "/zertifikate/" + s.issued("demo-01") + ".pdf": "", "/impressum": "br"} {
		if got := c.get(path).want(http.StatusOK).header.Get(fiber.HeaderContentEncoding); got != want {
			t.Errorf("%s: encoding %q, want %q", path, got, want)
		}
	}
}

// issued returns the number of the person's first certificate.
func (s *site) issued(person string) string {
	s.t.Helper()
	list, err := s.db.Certs().Of(s.t.Context(), person)
	if err != nil || len(list) == 0 {
		s.t.Fatalf("certificates of %s: %v, %v", person, list, err)
	}
	return string(list[0].Number)
}
