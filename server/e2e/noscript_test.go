//go:build e2e

package e2e

import (
	"strings"
	"testing"
)

// TestWithoutScripts takes a real module from the first page to the certificate while no script of a page
// runs.
func TestWithoutScripts(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.scriptless(true)
	p.signIn("wolfgang.albrecht@musterstadt.example")
	p.look("ohne-skript-start")
	p.visit("/katalog")
	p.follow(`a[href="/module/datenpannen"]`)
	p.follow(`form[action$="/einschreibung"] button`)

	course, err := catalogue.Current("datenpannen")
	p.must(err)
	for i, lesson := range course.Lessons {
		p.wants(lesson.Title)
		if i == 0 {
			p.checksWithoutScripts()
		}
		p.follow(`.lesson__finish button`)
	}
	p.follow(`form[action$="/pruefung"] button`)
	p.look("ohne-skript-versuch")
	for i, q := range p.questions() {
		p.answer(q)
		if i == 2 { // what is there is kept when the rest comes later
			p.follow(`.exam-bar button:not([formaction])`)
			p.wants("gespeichert")
		}
	}
	p.follow(`button[formaction$="/abgabe"]`)
	p.wants("Bestanden")
	p.look("ohne-skript-ergebnis")
	p.certified("Wolfgang Albrecht")
	p.follow(`form[action="/abmelden"] button`)
	p.wants("Sie sind abgemeldet.")
}

// checksWithoutScripts answers the checks of a lesson one after the other; each answer is a new page.
func (p *tab) checksWithoutScripts() {
	p.t.Helper()
	checks := p.questions()
	p.check(checks[0], `[role="alert"]`)
	for _, q := range checks {
		p.answer(q)
		p.check(q, ".feedback--right")
	}
	p.look("ohne-skript-lektion")
	if !strings.HasSuffix(p.path(), "/lektion/was-ist-eine-panne") {
		p.t.Errorf("answering checks led to %s", p.path())
	}
}
