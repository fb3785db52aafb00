//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestKeyboard takes the sample from signing in to the certificate with nothing but keys, and goes on at a
// second device after the first lesson.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.signInByKeys("uwe.kraft@musterstadt.example")
	p.tabTo(`.site-nav a[href="/katalog"]`)
	p.pressAndArrive(kb.Enter)
	p.skip()
	p.tabTo(`main a[href="/module/` + sample + `"]`)
	p.pressAndArrive(kb.Enter)
	p.tabTo(`form[action$="/einschreibung"] button`)
	p.pressAndArrive(kb.Enter)
	p.checkByKeys()
	p.finishByKeys()

	p = open(t)
	p.signInByKeys("uwe.kraft@musterstadt.example")
	p.skip()
	p.tabTo(`main .resume a`)
	p.pressAndArrive(kb.Enter)
	if want := "/module/" + sample + "/lektion/teilen"; p.path() != want {
		t.Errorf("at another device the module goes on at %s, want %s", p.path(), want)
	}
	p.finishByKeys()

	p.tabTo(`form[action$="/pruefung"] button`)
	p.pressAndArrive(kb.Enter)
	for _, q := range p.questions() {
		p.answerByKeys(q)
	}
	p.tabTo(`button[formaction$="/abgabe"]`)
	p.pressAndArrive(" ")
	p.wants("Bestanden")
	p.tabTo(`main .actions a[href$=".pdf"]`)
	p.certified("Uwe Kraft")
}

func (p *tab) signInByKeys(email string) {
	p.t.Helper()
	p.visit("/anmelden")
	p.tabTo("#email")
	p.keys(email)
	p.tabTo("#password")
	p.keys(password)
	p.pressAndArrive(kb.Enter)
}

// skip leaps over the navigation with the first link of the page.
func (p *tab) skip() {
	p.t.Helper()
	p.tabTo(".skip-link")
	p.keys(kb.Enter)
	if !eval[bool](p, `document.activeElement.id === "inhalt"`) {
		p.t.Errorf("%s: the skip link leads to %s", p.where(), eval[string](p, `document.activeElement.outerHTML.slice(0, 100)`))
	}
}

// checkByKeys answers the first check of a lesson.
func (p *tab) checkByKeys() {
	p.t.Helper()
	q := p.questions()[0]
	p.answerByKeys(q)
	question := "#frage-" + string(q.ID)
	p.tabTo(question + " > .actions button")
	p.keys(kb.Enter)
	p.until(question + " > .feedback--right")
	if !eval[bool](p, `document.activeElement.matches(`+quote(question+" > .feedback")+`)`) {
		p.t.Errorf("%s: the focus is not on the feedback", p.where())
	}
}

func (p *tab) finishByKeys() {
	p.t.Helper()
	p.tabTo(".lesson__finish button")
	p.pressAndArrive(kb.Enter)
}

// answerByKeys answers the question rightly: with arrows and the space bar, with arrows in drop-downs, by typing.
func (p *tab) answerByKeys(q asked) {
	p.t.Helper()
	radio := ""
	for _, a := range p.solve(q) {
		switch a.Type {
		case "radio": // one stop for the whole group, then arrows
			if name, _, _ := strings.Cut(a.Selector, "]"); name != radio {
				radio = name
				p.tabTo(name + "]")
				p.keys(" ")
			}
			if a.press {
				p.arrowTo(a.Selector)
			}
		case "checkbox":
			if a.press {
				p.tabTo(a.Selector)
				p.keys(" ")
			}
		case "select-one":
			p.tabTo(a.Selector)
			p.selectByKeys(a)
		default:
			p.tabTo(a.Selector)
			p.keys(a.text)
		}
	}
}

func (p *tab) arrowTo(selector string) {
	p.t.Helper()
	for range 10 {
		if eval[bool](p, `document.activeElement.matches(`+quote(selector+":checked")+`)`) {
			return
		}
		p.keys(kb.ArrowDown)
	}
	p.t.Fatalf("%s: arrows do not reach %s", p.where(), selector)
}

func (p *tab) selectByKeys(a act) {
	p.t.Helper()
	for range len(a.Choices) + 1 {
		if eval[string](p, `document.activeElement.selectedOptions[0].text.replace(/\s+/g, " ").trim()`) == a.text {
			return
		}
		p.keys(kb.ArrowDown)
	}
	p.t.Fatalf("%s: arrows do not choose %q in %s", p.where(), a.text, a.Selector)
}

func (p *tab) keys(keys string) { p.t.Helper(); p.do(chromedp.KeyEvent(keys)) }

func (p *tab) pressAndArrive(key string) {
	p.t.Helper()
	if status := p.arrive(chromedp.KeyEvent(key)); status != 200 {
		p.t.Fatalf("%s: status %d", p.where(), status)
	}
}

// tabTo presses Tab until the selector has the focus, and fails where a stop on the way does not show it.
func (p *tab) tabTo(selector string) {
	p.t.Helper()
	for range 150 {
		p.keys(kb.Tab)
		if fault := eval[string](p, unseen); fault != "" {
			p.t.Errorf("%s: %s", p.where(), fault)
		}
		if eval[bool](p, `document.activeElement.matches(`+quote(selector)+`)`) {
			return
		}
	}
	p.t.Fatalf("%s: Tab does not reach %s", p.where(), selector)
}

// unseen says what is wrong with the focus, if anything: it must have an outline (WCAG 2.4.7), be in the window,
// and nothing may lie over all of it (2.4.11).
const unseen = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body || e === document.documentElement) return "";
	const what = e.outerHTML.replace(/\s+/g, " ").slice(0, 120);
	const outlined = part => (s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0)(getComputedStyle(e, part));
	if (![null, "::before", "::after"].some(outlined)) return "no outline: " + what;
	const box = e.getClientRects()[0] ?? e.getBoundingClientRect();
	const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
	const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
	if (right - left < 1 || bottom - top < 1) return "outside of the window: " + what;
	for (const x of [left + 1, (left + right) / 2, right - 1]) for (const y of [top + 1, (top + bottom) / 2, bottom - 1]) {
		const hit = document.elementFromPoint(x, y);
		if (hit && (e.contains(hit) || hit.contains(e) || [...(e.labels ?? [])].some(l => l.contains(hit)))) return "";
	}
	return "hidden behind something: " + what;
})()`
