//go:build e2e

package e2e

import (
	"regexp"
	"strings"
	"testing"

	"lernamt/courses"
)

// sample is the module of testdata: one lets people try again at once.
const sample = "probe-videokonferenz"

var certificateNumber = regexp.MustCompile(`LA-\d{4}(-[0-9A-Z]{4}){4}-[0-9A-Z]`)

func TestLearner(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.visit("/anmelden")
	p.look("anmelden")
	p.signIn("lernen@musterstadt.example")
	p.wants("Jonas")
	p.look("start")

	p.follow(`.site-nav a[href="/katalog"]`)
	p.look("katalog")
	p.fill("#q", "Videokonferenz")
	p.follow(`form[role=search] button`)
	p.wants("Probe: Sicher in der Videokonferenz")
	p.follow(`a[href="/module/` + sample + `"]`)
	p.look("modul-neu")
	p.follow(`form[action$="/einschreibung"] button`)

	p.readSample()
	p.failOnce()
	p.passNow()
	p.certified("Jonas Weber")

	p.visit("/meine-daten")
	p.look("meine-daten")
	p.follow(`form[action="/abmelden"] button`)
	p.wants("Sie sind abgemeldet.")
	p.look("abgemeldet")
	if p.visit("/zertifikate"); p.path() != "/anmelden" {
		t.Errorf("after signing out /zertifikate shows %s", p.path())
	}
}

// readSample reads the lessons of the sample and answers a check, first not at all, then rightly.
func (p *tab) readSample() {
	p.t.Helper()
	course, err := catalogue.Current(sample)
	p.must(err)
	for i, lesson := range course.Lessons {
		p.wants(lesson.Title)
		p.look("lektion-" + string(lesson.ID))
		if i == 0 {
			q := p.questions()[0]
			p.check(q, `[role="alert"]`)
			p.look("lektion-ohne-antwort")
			p.answer(q)
			p.check(q, `.feedback--right`)
			p.look("lektion-beantwortet")
			p.missing(course.Lessons)
		}
		p.follow(`.lesson__finish button`)
	}
	if want := "/module/" + sample + "/pruefung"; p.path() != want {
		p.t.Fatalf("after the last lesson: %s, want %s", p.path(), want)
	}
}

// missing looks at what is missing and returns to the lesson.
func (p *tab) missing(lessons []courses.Lesson) {
	p.t.Helper()
	at := p.path()
	p.visit("/module/" + sample + "/offen")
	for _, lesson := range lessons {
		p.wants(lesson.Title)
	}
	p.wants("Die Prüfung öffnet sich")
	p.look("offen-lektionen")
	p.visit("/module/" + sample)
	p.look("modul-begonnen")
	p.visit(at)
}

// failOnce submits nothing, which has to be confirmed.
func (p *tab) failOnce() {
	p.t.Helper()
	p.look("pruefung")
	p.follow(`form[action$="/pruefung"] button`)
	p.look("versuch")
	submit := `button[formaction$="/abgabe"]`
	p.follow(submit)
	p.wants("trotzdem abgeben")
	p.look("versuch-rueckfrage")
	p.follow(submit)
	p.wants("Noch nicht bestanden", "0 von ")
	p.look("ergebnis-nicht-bestanden")
	p.follow(`main .actions a[href$="/offen"]`)
	p.wants("Prüfung bestehen", "4")
	p.look("offen-pruefung")
	p.follow(`main .rows a[href$="/pruefung"]`)
	p.look("pruefung-zweiter-versuch")
}

// passNow answers all but the last question, goes on at another device, and passes.
func (p *tab) passNow() {
	p.t.Helper()
	p.follow(`form[action$="/pruefung"] button`)
	all := p.questions()
	for _, q := range all[:len(all)-1] {
		p.answer(q)
	}
	p.follow(`.exam-bar button:not([formaction])`)
	p.wants("gespeichert")
	attempt := p.path()

	other := open(p.t)
	other.signIn("lernen@musterstadt.example")
	other.visit(attempt)
	other.look("versuch-anderes-geraet")
	again := other.questions()
	for i, q := range again[:len(again)-1] {
		for _, a := range other.solve(q) {
			if a.press != a.Checked {
				p.t.Errorf("%s: %s of question %s (%d) is not kept at another device", attempt, a.Selector, q.ID, i)
			}
		}
	}
	other.answer(again[len(again)-1])
	other.follow(`button[formaction$="/abgabe"]`)
	if !strings.HasSuffix(other.path(), "/ergebnis") {
		p.t.Fatalf("after submitting: %s: %s", other.path(), other.text("main"))
	}
	other.wants("Bestanden")
	other.look("ergebnis-bestanden")
	p.visit(attempt + "/ergebnis")
}

// certified goes from the result to the certificate, on paper and back.
func (p *tab) certified(name string) {
	p.t.Helper()
	pdf := p.href(`main .actions a[href$=".pdf"]`)
	number := certificateNumber.FindString(pdf)
	if number == "" {
		p.t.Fatalf("%s: no certificate in %q", p.where(), pdf)
	}
	paper := p.print(pdf)
	for _, want := range []string{name, number} {
		if !strings.Contains(paper.text, want) {
			p.t.Errorf("the certificate lacks %q:\n%s", want, paper.text)
		}
	}
	stranger := open(p.t)
	stranger.verified(paper.link, name, number)
	stranger.look("pruefen-echt")

	p.visit("/zertifikate")
	p.wants(number, "Prüfung bestanden am")
	p.look("zertifikate")
	p.visit("/module/" + moduleOf(p))
	p.look("modul-abgeschlossen")
}

// moduleOf returns the module of the newest certificate on the page "Meine Zertifikate".
func moduleOf(p *tab) string {
	p.t.Helper()
	title := p.text(`main .certificate strong`)
	for _, m := range catalogue.Modules() {
		if m.Title == title {
			return string(m.ID)
		}
	}
	p.t.Fatalf("%s: no module %q", p.where(), title)
	return ""
}
