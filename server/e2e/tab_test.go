//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// password is that of every account of the demo.
const password = "lernen-in-musterstadt"

// A tab is one page of a browser of its own, with its own cookies: another device.
type tab struct {
	t    *testing.T
	ctx  context.Context
	bare bool // scripts of pages do not run

	mu       sync.Mutex
	faults   []string
	expected []string // statuses that the browser may complain about on its console
}

// open starts a browser without cookies.
func open(t *testing.T) *tab {
	t.Helper()
	p := &tab{t: t}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.watch))
	t.Cleanup(cancel)
	p.ctx = ctx
	p.must(chromedp.Do(ctx))
	call(p, network.Enable, network.EnableParams{})
	call(p, log.Enable, cdp.Empty{})
	call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	p.device(wide, light)
	t.Cleanup(p.report)
	return p
}

func (p *tab) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("%s: %v", p.where(), err)
	}
}

// where returns the address that the tab shows, for messages.
func (p *tab) where() string {
	ctx, cancel := context.WithTimeout(p.ctx, 2*time.Second)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return "browser"
	}
	return strings.TrimPrefix(at, server.url.String())
}

// timeout bounds every step: a step that hangs fails and says where.
const timeout = 30 * time.Second

func call[P, R any](p *tab, cmd cdp.Command[P, R], params P) R {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, timeout)
	defer cancel()
	r, err := chromedp.Call(ctx, cmd, params)
	p.must(err)
	return r
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, timeout)
	defer cancel()
	p.must(chromedp.Do(ctx, steps...))
}

// arrive runs steps that lead to another page and returns its status.
func (p *tab) arrive(steps ...chromedp.Action[chromedp.Void]) int64 {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, timeout)
	defer cancel()
	r, err := chromedp.RunResponse(ctx, steps...)
	p.must(err)
	if r == nil { // answered from the browser's own cache
		return http.StatusOK
	}
	return r.Status
}

// visit goes to a path, which must answer with 200.
func (p *tab) visit(path string) {
	p.t.Helper()
	if status := p.arrive(chromedp.Navigate(server.url.String() + path)); status != http.StatusOK {
		p.t.Fatalf("GET %s = %d, want 200", path, status)
	}
}

// click presses what the selector finds, in the middle of the window, where nothing lies over it.
func (p *tab) click(selector string) { p.t.Helper(); p.do(p.pressing(selector)...) }

// follow clicks and waits for the page that comes.
func (p *tab) follow(selector string) int64 { p.t.Helper(); return p.arrive(p.pressing(selector)...) }

func (p *tab) pressing(selector string) []chromedp.Action[chromedp.Void] {
	p.t.Helper()
	if !p.has(selector) {
		p.t.Fatalf("%s: nothing matches %s", p.where(), selector)
	}
	p.eval(`document.querySelector(` + quote(selector) + `).scrollIntoView({block: "center", behavior: "instant"}), 0`)
	return []chromedp.Action[chromedp.Void]{chromedp.Click(chromedp.CSS(selector))}
}

// fill types into a field.
func (p *tab) fill(selector, text string) {
	p.t.Helper()
	p.do(chromedp.Clear(chromedp.CSS(selector)), chromedp.SendKeys(chromedp.CSS(selector), text))
}

func (p *tab) has(selector string) bool {
	p.t.Helper()
	return eval[bool](p, `document.querySelector(`+quote(selector)+`) !== null`)
}

// text returns what a person reads of the first match.
func (p *tab) text(selector string) string {
	p.t.Helper()
	return eval[string](p, `(document.querySelector(`+quote(selector)+`)?.innerText ?? "").replace(/\s+/g, " ").trim()`)
}

// until waits for the selector to match.
func (p *tab) until(selector string) {
	p.t.Helper()
	for end := time.Now().Add(timeout); !p.has(selector); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("%s: %s does not come", p.where(), selector)
		}
	}
}

// href returns the path that the first match leads to.
func (p *tab) href(selector string) string {
	p.t.Helper()
	return eval[string](p, `document.querySelector(`+quote(selector)+`)?.getAttribute("href") ?? ""`)
}

// path returns the path of the page.
func (p *tab) path() string { p.t.Helper(); return eval[string](p, `location.pathname`) }

// wants fails unless a text occurs in the main part of the page.
func (p *tab) wants(texts ...string) {
	p.t.Helper()
	main := p.text("main")
	for _, text := range texts {
		if !strings.Contains(main, text) {
			p.t.Errorf("%s: %q is missing in %q", p.where(), text, main)
		}
	}
}

func (p *tab) eval(expression string) { p.t.Helper(); eval[any](p, expression) }

// eval returns the value of an expression, waiting for promises.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, timeout)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	p.must(err)
	return v
}

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string can always be written
	}
	return string(b)
}

// signIn signs in through the form.
func (p *tab) signIn(email string) {
	p.t.Helper()
	p.visit("/anmelden")
	p.fill("#email", email)
	p.fill("#password", password)
	p.follow(`main form button`)
	if path := p.path(); path != "/" {
		p.t.Fatalf("after signing in as %s the page is %s: %s", email, path, p.text("main"))
	}
}

// scriptless keeps the scripts of pages from running.
func (p *tab) scriptless(off bool) {
	p.t.Helper()
	p.bare = off
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off})
}

// download fetches a path with the cookies of the tab.
func (p *tab) download(path string) *http.Response {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, server.url.String()+path, nil)
	p.must(err)
	for _, c := range call(p, network.GetCookies, network.GetCookiesParams{URLs: []string{server.url.String()}}).Cookies {
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	response, err := http.DefaultClient.Do(r)
	p.must(err)
	p.t.Cleanup(func() { response.Body.Close() })
	return response
}
