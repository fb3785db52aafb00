package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/valyala/fasthttp"
	markup "golang.org/x/net/html"

	"lernamt/server/internal/people"
)

// TestStoreCalls counts the calls of stores that pages make.
func TestStoreCalls(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	c.reads("probe-nie")
	running := c.starts("probe-nie")
	for path, most := range map[string]int{
		"/module/datenpannen/lektion/intern-melden": 3, "/module/datenpannen/lektion/was-ist-eine-panne": 3,
		"/": 5, "/module/datenpannen": 4, running: 3,
	} {
		c.get(path).want(http.StatusOK)
		s.watch.take()
		c.get(path).want(http.StatusOK)
		calls := s.watch.take()
		if len(calls) > most {
			t.Errorf("%s: %d calls of stores, want at most %d: %v", path, len(calls), most, calls)
		}
		t.Logf("%s: %d %v", path, len(calls), calls)
	}
}

// same returns a page in a form that is equal for equal pages: without tokens.
func same(t testing.TB, p *page) string {
	t.Helper()
	for _, n := range p.all("input") {
		if attr(n, "name") != fieldToken {
			continue
		}
		for i := range n.Attr {
			if n.Attr[i].Key == "value" {
				n.Attr[i].Val = "token"
			}
		}
	}
	var b strings.Builder
	if err := markup.Render(&b, p.root); err != nil {
		t.Error(err)
	}
	return b.String()
}

// uncached returns the lesson as the template makes it for this person alone.
func (c *client) uncached(path string) *page {
	c.t.Helper()
	c.jar.set(cookieFlash, "none") // a message for the next page: it is made afresh
	return c.get(path).want(http.StatusOK)
}

// unzipped gets a page as browsers do.
func (c *client) unzipped(path string) *page {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.site.root+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := c.http.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	z, err := gzip.NewReader(answer.Body)
	if err != nil {
		c.t.Fatalf("%s: %v, headers %v", path, err, answer.Header)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		c.t.Fatal(err)
	}
	root, err := markup.Parse(strings.NewReader(string(body)))
	if err != nil {
		c.t.Fatal(err)
	}
	return &page{t: c.t, path: path, status: answer.StatusCode, header: answer.Header, body: string(body), root: root}
}

// TestLessonIsOnesOwn reads lessons as many people at once and compares each page with the one that is
// made for that person alone.
func TestLessonIsOnesOwn(t *testing.T) {
	s := newSite(t)
	names := []string{`Anna <b>`, `"Bert" & Co`, `O'Neill`, `zqxslot`, `{{.CSRF}}`, `Ünal 🎓`, strings.Repeat("lang", 200), "\xff\xfe"}
	paths := []string{"/module/datenpannen/lektion/was-ist-eine-panne", "/module/datenpannen/lektion/intern-melden", "/module/probe-nie/lektion/eins"}
	clients := make([]*client, len(names))
	for i, name := range names {
		id := fmt.Sprintf("leser-%d", i)
		a := people.Account{ID: people.AccountID(id), Given: name, Family: fmt.Sprint("Nr", i), Language: languages[i%2]}
		if i%3 == 1 {
			a.Grants = []people.Grant{{Role: people.Trainer, Unit: "stadt"}, {Role: people.HR, Unit: "dez2"}}
		}
		s.account(a)
		c := s.signIn(id)
		c.post("/module/datenpannen/einschreibung")
		c.post("/module/probe-nie/einschreibung")
		for j := range i % 3 {
			c.post(paths[j] + "/gelesen")
		}
		clients[i] = c
	}
	want := make(map[string]string)
	for i, c := range clients {
		for _, path := range paths {
			want[fmt.Sprint(i, path)] = same(t, c.uncached(path))
		}
	}
	if want["0"+paths[0]] == want["2"+paths[0]] || len(want) != len(names)*len(paths) {
		t.Fatal("the readers do not differ")
	}
	var all sync.WaitGroup
	for worker := range 32 {
		all.Go(func() {
			for n := range 6 {
				i := (worker + n) % len(clients)
				c, path := clients[i].at(), paths[(worker/3+n)%len(paths)]
				p := c.get
				if n%2 == 0 {
					p = c.unzipped
				}
				got := p(path)
				token := got.value(fieldToken)
				if same(t, got) != want[fmt.Sprint(i, path)] {
					t.Errorf("%s as reader %d differs from the page made for them alone:\n%.400s", path, i, got.text())
				}
				if n == 0 && c.post("/sprache", fieldToken, token, "sprache", languages[i%2]).status != http.StatusSeeOther {
					t.Errorf("%s as reader %d: the token is somebody else's", path, i)
				}
			}
		})
	}
	all.Wait()
}

// TestPageIsKept sees that an answer that waits to be sent does not change when other pages are made.
func TestPageIsKept(t *testing.T) {
	s := newSite(t)
	app, err := s.App()
	if err != nil {
		t.Fatal(err)
	}
	c := s.signIn("lernen")
	for _, path := range []string{"/", "/module/datenpannen/lektion/intern-melden"} {
		for _, encoding := range []string{"", "gzip"} {
			var r fasthttp.RequestCtx
			r.Request.SetRequestURI(path)
			r.Request.Header.Set("Accept-Encoding", encoding)
			r.Request.Header.SetCookie(cookieAccess, c.jar.value(cookieAccess))
			app.Handler()(&r)
			before := string(r.Response.Body())
			for range 50 { // whoever comes next writes into the same buffers
				buf := buffers.Get().(*bytes.Buffer)
				buf.Reset()
				if room := buf.AvailableBuffer(); cap(room) > 0 {
					clear(room[:cap(room)])
				}
				defer buffers.Put(buf)
			}
			if r.Response.StatusCode() != http.StatusOK || string(r.Response.Body()) != before {
				t.Errorf("%s (%q): status %d, the page has changed", path, encoding, r.Response.StatusCode())
			}
		}
	}
}

// TestLessonOddPath sees that whoever asks first in an odd way changes nothing for the others.
func TestLessonOddPath(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	const path = "/module/datenpannen/lektion/intern-melden"
	c.get("/MODULE/datenpannen/LEKTION/intern-melden/?x=%22%3E")
	if got, want := same(t, c.get(path)), same(t, c.uncached(path)); got != want {
		t.Error("the page differs")
	}
}

// TestChecks answers the checks of a lesson: feedback, and nothing recorded.
func TestChecks(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	const path = "/module/datenpannen/lektion/was-ist-eine-panne"
	blank := c.get(path)
	if len(blank.all("fieldset")) == 0 {
		t.Fatal("no checks")
	}
	before := s.everything()
	blank.hides("feedback--")
	p := c.send(path, answers(blank, false)).want(http.StatusOK)
	if !strings.Contains(p.body, "feedback--") {
		t.Error("no feedback")
	}
	c.post(path, "a.gibt-es-nicht", "1").want(http.StatusUnprocessableEntity)
	s.unchanged(before)
	c.get(path).hides("feedback--")
}

func TestProgressAndResume(t *testing.T) {
	s := newSite(t)
	c := s.signIn("tim.krueger")
	c.post("/module/datenpannen/einschreibung").leads("/module/datenpannen/lektion/was-ist-eine-panne")
	c.post("/module/datenpannen/lektion/was-ist-eine-panne/gelesen").leads("/module/datenpannen/lektion/intern-melden")
	other := s.signIn("tim.krueger") // another device
	other.get("/").says("1 von 5 Lektionen")
	before := s.everything()
	s.clock.advance(1)
	other.post("/module/datenpannen/lektion/was-ist-eine-panne/gelesen").leads("/module/datenpannen/lektion/intern-melden")
	other.post("/module/datenpannen/einschreibung").leads("/module/datenpannen/lektion/intern-melden")
	s.unchanged(before)
}
