//go:build e2e

package e2e

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestFaultsAreFound spoils a page in every way that the journeys guard against. Each must be noticed, or
// the silence of the other tests would mean nothing.
func TestFaultsAreFound(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.visit("/anmelden")
	p.eval(axe + ";0")
	p.finds("heading", `document.querySelector("h1").remove(), 0`, "("+measure+")("+allRules+`).then(v => v.map(v => v.id).join(" "))`, "page-has-heading-one")
	p.finds("label", `document.querySelector("label").remove(), 0`, "("+measure+")("+allRules+`).then(v => v.map(v => v.id).join(" "))`, "label")
	p.finds("contrast", `document.querySelector(".brand__body").style.color = "#eeeeee", 0`, "("+measure+")("+colourRules+`).then(v => v.map(v => v.id).join(" "))`, "color-contrast")
	p.finds("width", `document.querySelector("main").style.width = "2000px", 0`, overflow, "main")
	p.finds("outline", `(e => { e.style.outline = "none"; e.focus() })(document.querySelector(".brand"))`, unseen, "no outline")
	p.finds("cover", `(e => { e.style.cssText = "position:fixed;inset:0;z-index:99"; document.body.append(e); document.querySelector("#password").focus() })(document.createElement("div"))`, unseen, "hidden behind")

	p.visit("/anmelden")
	p.notes("console: error", `console.error("x")`)
	p.notes("exception", `setTimeout(() => { throw new Error("x") })`)
	p.notes("Content Security Policy", `(s => { s.textContent = "0"; document.body.append(s) })(document.createElement("script"))`)
	p.notes("status of 404", `fetch("/gibt-es-nicht").then(() => 0)`)
	ctx, cancel := context.WithTimeout(p.ctx, timeout)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate("http://fremd.example/")); err == nil {
		t.Error("the browser can reach other hosts")
	}
	p.notes("request to http://fremd.example/", `0`)
}

// finds spoils the page and expects a check to say so.
func (p *tab) finds(what, spoil, check, want string) {
	p.t.Helper()
	if got := eval[string](p, check); strings.Contains(got, want) {
		p.t.Errorf("%s: found before it is spoilt: %s", what, got)
	}
	p.eval(spoil)
	if got := eval[string](p, check); !strings.Contains(got, want) {
		p.t.Errorf("%s: the check says %q, want %q", what, got, want)
	}
}

// notes does something that watch must note, and takes the note away.
func (p *tab) notes(want, deed string) {
	p.t.Helper()
	p.eval(deed)
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		p.mu.Lock()
		noted := strings.Join(p.faults, "\n")
		p.mu.Unlock()
		if strings.Contains(noted, want) {
			break
		}
		if time.Now().After(end) {
			p.t.Errorf("%q is not noted: %q", want, noted)
			break
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = nil
}
