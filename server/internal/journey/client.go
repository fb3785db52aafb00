package journey

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// A client is a browser without scripts.
type client struct {
	ctx  context.Context
	base string
	http *http.Client
}

func newClient(ctx context.Context, base string) *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // no options, no error
	}
	return &client{ctx: ctx, base: base, http: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
}

// A page is what the server answered.
type page struct {
	path string
	body []byte
}

func (c *client) get(path string) (*page, error) {
	request, err := http.NewRequestWithContext(c.ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return nil, err
	}
	return c.do(request)
}

func (c *client) do(request *http.Request) (*page, error) {
	request.Header.Set("Accept-Language", "de")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 16<<20))
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s %s: %s", request.Method, request.URL.Path, response.Status)
	}
	return &page{path: response.Request.URL.Path, body: body}, nil
}

// send submits the page's form with that action, its hidden fields and the values.
func (c *client) send(p *page, action string, values map[string][]string) (*page, error) {
	return c.sendTo(p, action, action, values)
}

// sendTo submits the form with that action to another target, as a button with formaction does.
func (c *client) sendTo(p *page, action, target string, values map[string][]string) (*page, error) {
	form := p.form(action)
	if form == nil {
		return nil, fmt.Errorf("%s has no form for %s", p.path, action)
	}
	fields := url.Values{}
	for n := range elements(form, "input") {
		if attr(n, "type") == "hidden" {
			fields.Add(attr(n, "name"), attr(n, "value"))
		}
	}
	for name, v := range values {
		fields[name] = v
	}
	request, err := http.NewRequestWithContext(c.ctx, http.MethodPost, c.base+target, strings.NewReader(fields.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.do(request)
}

// form returns the form with that action, or nil.
func (p *page) form(action string) *html.Node {
	root, err := html.Parse(bytes.NewReader(p.body))
	if err != nil {
		return nil
	}
	for n := range elements(root, "form") {
		if attr(n, "action") == action {
			return n
		}
	}
	return nil
}

// expect reports which of the texts the page does not hold.
func (p *page) expect(texts ...string) error {
	for _, text := range texts {
		if !bytes.Contains(p.body, []byte(text)) {
			return fmt.Errorf("%s does not say %q", p.path, text)
		}
	}
	return nil
}

// elements yields the elements with that name below n, in document order.
func elements(n *html.Node, name string) func(func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for d := range n.Descendants() {
			if d.Type == html.ElementNode && d.Data == name && !yield(d) {
				return
			}
		}
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text returns the text below n with white space folded.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Cookies signs in and returns the value of the Cookie header that lets the person in.
func Cookies(ctx context.Context, base, email, password string) (string, error) {
	j := &journey{Plan: Plan{Password: password}, client: newClient(ctx, base)}
	if err := j.signIn(email); err != nil {
		return "", err
	}
	u, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	var cookies []string
	for _, c := range j.http.Jar.Cookies(u) {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	return strings.Join(cookies, "; "), nil
}
