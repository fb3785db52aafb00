package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"lernamt/server/internal/people"
)

// script is what a page must show as text; broken is what no page may send.
const (
	script = `"><script>alert('x')</script><b a=`
	broken = "\xff\xfe\xc3(\xed\xa0\x80"
)

func TestUnknownIDs(t *testing.T) {
	s := newSite(t)
	c := s.signIn("trainer")
	before := s.everything()
	for _, path := range []string{
		"/module/x", "/module/x/offen", "/module/x/lektion/eins", "/module/x/pruefung", "/module/probe-nie/datei/abc/x.svg",
		"/module/datenpannen/lektion/x", "/pruefungen/x", "/pruefungen/x/ergebnis", "/zertifikate/x", "/zertifikate/LA-2026-0000-0000-0000-0000-0.pdf",
		"/werkstatt/x", "/werkstatt/x/lektion/y", "/werkstatt/probe-nie/lektion/y", "/werkstatt/x/pruefung", "/werkstatt/probe-teilnahme/pruefung",
		"/module/probe-teilnahme/pruefung", "/gibt/es/nicht", "/module/", "/module/%ff/lektion/%fe", "/module/a%00b", "/module/..%2f..%2fetc",
		"/module/datenpannen/datei/%2e%2e/%2e%2e/modul.yaml", "/assets/../i18n/active.de.json", "/assets/%2e%2e/static.go",
	} {
		p := c.get(path)
		if p.status != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", path, p.status)
		}
	}
	for _, path := range []string{"/module/x/einschreibung", "/module/x/lektion/eins", "/module/x/lektion/eins/gelesen", "/module/datenpannen/lektion/x/gelesen",
		"/module/x/pruefung", "/pruefungen/x", "/pruefungen/x/abgabe", "/module/x%0d%0aSet-Cookie:a=b/lektion/eins/gelesen"} {
		if p := c.post(path, "sicher", "ja"); p.status != http.StatusNotFound {
			t.Errorf("POST %s: status %d, want 404", path, p.status)
		}
	}
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions} {
		if p := c.do(method, "/katalog", nil); p.status != http.StatusNotFound && p.status != http.StatusMethodNotAllowed {
			t.Errorf("%s: status %d, want 404 or 405", method, p.status)
		}
	}
	s.unchanged(before)
}

func TestSomebodyElses(t *testing.T) {
	s := newSite(t)
	certificates, err := s.db.Certs().Of(t.Context(), "demo-11")
	if err != nil || len(certificates) == 0 {
		t.Fatal(certificates, err)
	}
	attempt := string(s.latest("demo-11", "datenpannen").ID)
	for _, mailbox := range visitors[1:] {
		c := s.signIn(mailbox)
		before := s.everything()
		c.get("/pruefungen/" + attempt).want(http.StatusNotFound)
		c.get("/pruefungen/" + attempt + "/ergebnis").want(http.StatusNotFound)
		c.post("/pruefungen/"+attempt, "a.x", "1").want(http.StatusNotFound)
		c.post("/pruefungen/"+attempt+"/abgabe", "sicher", "ja").want(http.StatusNotFound)
		c.get("/zertifikate/" + string(certificates[0].Number)).want(http.StatusNotFound)
		c.get("/zertifikate/" + string(certificates[0].Number) + ".pdf").want(http.StatusNotFound)
		s.unchanged(before)
	}
	own := s.signIn("andreas.becker")
	own.get("/pruefungen/" + attempt + "/ergebnis").want(http.StatusOK)
	pdf := own.get("/zertifikate/" + string(certificates[0].Number) + ".pdf").want(http.StatusOK)
	if !strings.HasPrefix(pdf.body, "%PDF-") || pdf.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("certificate: %q, type %q", pdf.body[:min(8, len(pdf.body))], pdf.header.Get("Content-Type"))
	}
}

// TestShownAsText puts markup and broken text into every field that a page shows again.
func TestShownAsText(t *testing.T) {
	s := newSite(t)
	units := []people.Unit{{ID: "boese", Parent: "dez2", Name: "Amt " + script}}
	for _, u := range units {
		if err := s.db.People().CreateUnit(t.Context(), u); err != nil {
			t.Fatal(err)
		}
	}
	s.account(people.Account{ID: "boese", Given: "Eva" + script, Family: "O'Neill & <i>Söhne", Unit: "boese"})
	anyone, evil, hr := s.browser(), s.signIn("boese"), s.signIn("personal")
	evil.post("/module/datenpannen/einschreibung")
	for _, text := range []string{script, broken, "\x00\x01\u202e" + script, strings.Repeat("ä<", 3000)} {
		q := url.QueryEscape(text)
		pages := []*page{
			anyone.get("/anmelden?weiter=/" + q), anyone.get("/pruefen?nummer=" + q + "&code=" + q), anyone.get("/x?" + q), anyone.get("/pruefen/" + url.PathEscape(text)),
			anyone.get("/impressum?" + q),
			evil.get("/katalog?q=" + q + "&offen=" + q), evil.get("/"), evil.get("/meine-daten?vor=" + q), evil.get("/module/datenpannen/lektion/intern-melden"),
			hr.get("/personal"), hr.get("/personal/boese?modul=" + q + "&stand=" + q + "&seite=" + q), hr.get("/personal/dez2"), hr.get("/personal/dez2?seite=-9223372036854775808"),
			hr.get("/personal/dez2?seite=9223372036854775807"),
		}
		if len(text) < 1000 {
			pages = append(pages, anyone.post("/anmelden", "email", text, "passwort", text, "weiter", text))
		}
		for _, p := range pages {
			if p.status >= 500 {
				t.Errorf("%s with %.30q: status %d", p.path, text, p.status)
			}
			if !utf8.ValidString(p.body) || strings.Contains(p.body, "<script>alert") || strings.Contains(p.body, "<b a=") || strings.Contains(p.body, "<i>S") {
				t.Errorf("%s with %.30q: is not shown as text", p.path, text)
			}
			checkMarkup(t, p)
		}
	}
	hr.get("/personal/boese").says("O'Neill & <i>Söhne, Eva"+script, "Amt "+script)
	evil.get("/module/datenpannen/lektion/intern-melden").says("Eva" + script)
	if p := anyone.post("/anmelden", "email", script, "weiter", "/katalog?q="+script); p.value("email") != script || p.value("weiter") != "/katalog?q="+script {
		t.Errorf("the form came back with %q and %q", p.value("email"), p.value("weiter"))
	}
	if bad := s.log.lines("level=ERROR"); len(bad) > 0 {
		t.Errorf("in the log: %s", bad[0])
	}
}

func TestRedirectsStay(t *testing.T) {
	s := newSite(t)
	for back, want := range map[string]string{
		"/katalog?q=a": "/katalog?q=a", "": "/", "https://evil.example/": "/", "//evil.example": "/", "/\\evil.example": "/", "\\/evil.example": "/",
		"evil.example": "/", "javascript:alert(1)": "/", "/\t/evil.example": "/", "/x\r\nSet-Cookie: a=b": "/", "/\n/evil.example": "/", " //evil.example": "/",
		"/x\x00": "/", "/%0d%0aX: y": "/%0d%0aX: y", "/x\x7f": "/", "/x\x01": "/", "/\xff": "/",
	} {
		c := s.browser()
		form := c.get("/anmelden?weiter=" + url.QueryEscape(back)).want(http.StatusOK)
		if got := form.value("weiter"); got != want {
			t.Errorf("weiter=%q: the form leads to %q, want %q", back, got, want)
		}
		c.post("/sprache", "sprache", "en", "zurueck", back).leads(want)
		p := c.post("/anmelden", "email", "lernen@musterstadt.example", "passwort", "lernen-in-musterstadt", "weiter", back).leads(want)
		if p.header.Get("X") != "" || len(p.header.Values("Set-Cookie")) > 4 {
			t.Errorf("weiter=%q: headers %v", back, p.header)
		}
	}
	c := s.browser()
	c.get("/module/datenpannen").leads("/anmelden?weiter=%2Fmodule%2Fdatenpannen")
	c.get("/pruefen?nummer=LA-2026-0000-0000-0000-0000-M&code=a%0d%0aX:y").want(http.StatusUnprocessableEntity)
}

// raw sends bytes and returns the answer's first line, headers and body.
func (s *site) raw(request string) (string, http.Header, string) {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.root, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(conn, request); err != nil {
		s.t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.Status, answer.Header, string(body)
}

func TestTooLarge(t *testing.T) {
	s := newSite(t)
	chunked := "Transfer-Encoding: chunked\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", bodyLimit+1, strings.Repeat("a", bodyLimit+1))
	for name, c := range map[string]struct{ request, status, text string }{
		"body":    {"POST /anmelden HTTP/1.1\r\nHost: x\r\nContent-Length: 10485760\r\n\r\n", "413", "Das ist zu groß"},
		"chunked": {"POST /anmelden HTTP/1.1\r\nHost: x\r\n" + chunked, "413", "Das ist zu groß"},
		"headers": {"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + strings.Repeat("a", 2*headerLimit) + "\r\n\r\n", "431", "nicht verständlich"},
		"path":    {"GET /" + strings.Repeat("a", 2*headerLimit) + " HTTP/1.1\r\nHost: x\r\n\r\n", "431", "nicht verständlich"},
		"path ok": {"GET /" + strings.Repeat("a", headerLimit/2) + " HTTP/1.1\r\nHost: x\r\n\r\n", "404", "Diese Seite gibt es nicht"},
		"bytes":   {"GET /\xff\xfe<script> HTTP/1.1\r\nHost: x\r\n\r\n", "404", "Diese Seite gibt es nicht"},
	} {
		status, header, body := s.raw(c.request)
		if !strings.HasPrefix(status, c.status) || !strings.Contains(body, c.text) || !strings.Contains(body, "</html>") || !utf8.ValidString(body) {
			t.Errorf("%s: %s, want %s\n%.300s", name, status, c.status, body)
		}
		id := header.Get("X-Request-Id")
		if id == "" || !strings.Contains(body, id) || header.Get("Content-Security-Policy") == "" || header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: headers %v", name, header)
		}
		if strings.Contains(body, "<script>") {
			t.Errorf("%s: markup is not shown as text", name)
		}
	}
}

// TestErrorPageKnowsWho sees that a page of an error belongs to the person and that its forms work.
func TestErrorPageKnowsWho(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	for _, path := range []string{"/gibt-es-nicht", "/assets/x", "/module/x"} {
		p := c.get(path).want(http.StatusNotFound).says("Jonas Weber")
		c.post("/sprache", fieldToken, p.value(fieldToken), "sprache", "de").leads("/")
	}
}
