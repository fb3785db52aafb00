package web

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestLongFile sends the list while it is made and wants the same as when it was made first, and the same looks noted.
func TestLongFile(t *testing.T) {
	whole, long := newSite(t), newSite(t, func(s *Server) { s.heldFile = 1 })
	for _, path := range []string{"/personal/dez2/abschluesse.csv", "/personal/dez2/abschluesse.csv?stand=fulfilled", "/personal/meldestelle/abschluesse.csv?modul=unbekannt"} {
		a, b := whole.signIn("personal").get(path).want(http.StatusOK), long.signIn("personal").get(path).want(http.StatusOK)
		if a.body != b.body {
			t.Errorf("%s:\n%s\nand sent while it is made:\n%s", path, a.body, b.body)
		}
		for _, name := range []string{"Content-Type", "Content-Disposition", "Cache-Control"} {
			if a.header.Get(name) != b.header.Get(name) {
				t.Errorf("%s: %s = %q and %q", path, name, a.header.Get(name), b.header.Get(name))
			}
		}
	}
	p := long.signIn("thomas.mueller").get("/meine-daten").want(http.StatusOK)
	if n := strings.Count(p.body, "Stefan Brandt"); n != strings.Count(whole.signIn("thomas.mueller").get("/meine-daten").body, "Stefan Brandt") || n == 0 {
		t.Errorf("%d looks are shown", n)
	}
}

// TestLongFileFails cuts the connection where the store fails after the file has begun, so that nobody takes it for whole;
// what cannot be noted is not sent.
func TestLongFileFails(t *testing.T) {
	s := newSite(t, func(s *Server) { s.heldFile = 1 })
	hr := s.signIn("personal")
	s.watch.fail(func(name string) error {
		if name == "Append" {
			return errors.New("geheim")
		}
		return nil
	}, nil)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.root+"/personal/dez2/abschluesse.csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := hr.http.Do(request)
	var body []byte
	if err == nil {
		body, err = io.ReadAll(response.Body)
		response.Body.Close()
	}
	if err == nil {
		t.Error("the file has an end")
	}
	if strings.Contains(string(body), "Müller") || strings.Contains(string(body), "geheim") {
		t.Errorf("sent all the same: %q", body)
	}
	for deadline := time.Now().Add(5 * time.Second); len(s.log.lines("list of completions failed")) != 1; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nothing is in the log")
		}
	}
}
