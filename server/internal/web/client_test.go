package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	markup "golang.org/x/net/html"

	"lernamt/server/internal/demo"
)

// A client is one browser at a site. It does not follow redirects.
type client struct {
	t      testing.TB
	site   *site
	http   *http.Client
	jar    *jar
	header http.Header // sent with every request
	token  string      // of the last page that had one
}

// A jar keeps cookies, by the clock of the site.
type jar struct {
	mu    sync.Mutex
	clock *clock
	kept  map[string]*http.Cookie
}

func (j *jar) SetCookies(_ *url.URL, cookies []*http.Cookie) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, c := range cookies {
		if c.MaxAge < 0 || !c.Expires.IsZero() && !c.Expires.After(j.clock.now()) {
			delete(j.kept, c.Name)
			continue
		}
		j.kept[c.Name] = c
	}
}

func (j *jar) Cookies(*url.URL) []*http.Cookie {
	j.mu.Lock()
	defer j.mu.Unlock()
	var all []*http.Cookie
	for _, c := range j.kept {
		all = append(all, &http.Cookie{Name: c.Name, Value: c.Value})
	}
	return all
}

// value returns the cookie's value, empty if there is none.
func (j *jar) value(name string) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	if c := j.kept[name]; c != nil {
		return c.Value
	}
	return ""
}

func (j *jar) set(name, value string) {
	j.SetCookies(nil, []*http.Cookie{{Name: name, Value: value}})
}

// browser returns a client that nobody is signed in on.
func (s *site) browser() *client {
	j := &jar{clock: s.clock, kept: make(map[string]*http.Cookie)}
	transport := &http.Transport{DisableCompression: true}
	s.t.Cleanup(transport.CloseIdleConnections)
	return &client{t: s.t, site: s, jar: j, header: http.Header{}, http: &http.Client{
		Jar: j, Timeout: 30 * time.Second, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// signIn returns a client on which the person with that mailbox is signed in.
func (s *site) signIn(mailbox string) *client {
	s.t.Helper()
	c := s.browser()
	p := c.post("/anmelden", "email", mailbox+"@musterstadt.example", "passwort", demo.Password)
	if p.status != http.StatusSeeOther {
		s.t.Fatalf("sign-in of %s: status %d\n%s", mailbox, p.status, p.text())
	}
	c.token = ""
	return c
}

// A page is an answer.
type page struct {
	t      testing.TB
	path   string
	status int
	header http.Header
	body   string
	root   *markup.Node // of HTML
}

func (c *client) get(path string) *page {
	c.t.Helper()
	return c.do(http.MethodGet, path, nil)
}

// post sends a form with the token of the last page; pairs are names and values.
func (c *client) post(path string, pairs ...string) *page {
	c.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return c.send(path, form)
}

// send sends a form with the token of the last page.
func (c *client) send(path string, form url.Values) *page {
	c.t.Helper()
	form = url.Values(http.Header(form).Clone())
	if form == nil {
		form = url.Values{}
	}
	if !form.Has(fieldToken) {
		form.Set(fieldToken, c.formToken())
	}
	return c.do(http.MethodPost, path, form)
}

// formToken returns the token of the last page, or that of one that everybody may read.
func (c *client) formToken() string {
	c.t.Helper()
	if c.token == "" {
		if p := c.get("/impressum"); c.token == "" {
			c.t.Fatalf("no form token on %s: status %d\n%s", p.path, p.status, p.body)
		}
	}
	return c.token
}

func (c *client) do(method, path string, form url.Values) *page {
	c.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.site.root+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header = c.header.Clone()
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	p := c.send1(r)
	if token := p.value(fieldToken); token != "" {
		c.token = token
	}
	return p
}

func (c *client) send1(r *http.Request) *page {
	c.t.Helper()
	answer, err := c.http.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	p := &page{t: c.t, path: r.Method + " " + r.URL.Path, status: answer.StatusCode, header: answer.Header, body: string(b)}
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		if p.root, err = markup.Parse(strings.NewReader(p.body)); err != nil {
			c.t.Fatal(err)
		}
	}
	return p
}

// want fails the test unless the page has the status; it returns the page.
func (p *page) want(status int) *page {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("%s: status %d, want %d\n%s", p.path, p.status, status, p.text())
	}
	return p
}

// leads fails the test unless the page leads to that path.
func (p *page) leads(to string) *page {
	p.t.Helper()
	if got := p.header.Get("Location"); p.status != http.StatusSeeOther || got != to {
		p.t.Fatalf("%s: status %d to %q, want a redirect to %q\n%s", p.path, p.status, got, to, p.text())
	}
	return p
}

// says fails the test unless the page shows all the texts.
func (p *page) says(texts ...string) *page {
	p.t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.text(), text) {
			p.t.Errorf("%s: does not say %q:\n%s", p.path, text, p.text())
		}
	}
	return p
}

// hides fails the test if the page holds one of the texts anywhere.
func (p *page) hides(texts ...string) *page {
	p.t.Helper()
	for _, text := range texts {
		if strings.Contains(p.body, text) {
			p.t.Errorf("%s: holds %q", p.path, text)
		}
	}
	return p
}

// text returns what a person reads on the page.
func (p *page) text() string {
	if p.root == nil {
		return p.body
	}
	var b strings.Builder
	for n := range p.root.Descendants() {
		if n.Type == markup.TextNode {
			b.WriteString(n.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// all returns the elements with the name.
func (p *page) all(name string) []*markup.Node {
	var found []*markup.Node
	if p.root == nil {
		return nil
	}
	for n := range p.root.Descendants() {
		if n.Type == markup.ElementNode && n.Data == name {
			found = append(found, n)
		}
	}
	return found
}

// value returns the value of the first field with the name.
func (p *page) value(name string) string {
	for _, n := range p.all("input") {
		if attr(n, "name") == name {
			return attr(n, "value")
		}
	}
	return ""
}

func attr(n *markup.Node, name string) string {
	v, _ := attribute(n, name)
	return v
}

func attribute(n *markup.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
