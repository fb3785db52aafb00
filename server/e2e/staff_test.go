//go:build e2e

package e2e

import (
	"encoding/csv"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lernamt/courses"
)

func TestTrainer(t *testing.T) {
	for _, m := range catalogue.Modules() {
		t.Run(string(m.ID), func(t *testing.T) {
			t.Parallel()
			p := open(t)
			p.signIn("trainer@musterstadt.example")
			p.follow(`.site-nav a[href="/werkstatt"]`)
			if m.ID == sample {
				p.look("werkstatt")
			}
			p.follow(`main a[href="/werkstatt/` + string(m.ID) + `"]`)
			p.look("werkstatt-" + string(m.ID))
			p.preview(m)
			if m.Assessment != nil {
				p.solutions(m)
			}
			if m.ID == "datenpannen" { // which the demo's people have sat
				p.visit("/werkstatt/" + string(m.ID))
				p.follow(`main a[href$="/statistik"]`)
				p.wants("Fragen zum Anschauen", "mindestens")
				p.look("statistik")
				p.follow(`main table a[href*="#frage-"]`)
			}
		})
	}
}

// preview looks at every lesson as learners see it, and at the checks of the last with feedback.
func (p *tab) preview(m *courses.Module) {
	p.t.Helper()
	for _, lesson := range m.Lessons {
		p.visit("/werkstatt/" + string(m.ID) + "/lektion/" + string(lesson.ID))
		p.wants(lesson.Title)
		p.look("vorschau-" + string(m.ID) + "-" + string(lesson.ID))
	}
	if checks := p.questions(); len(checks) > 0 {
		p.answerChecks(checks)
	}
}

// solutions looks at the questions without and with what is right.
func (p *tab) solutions(m *courses.Module) {
	p.t.Helper()
	p.visit("/werkstatt/" + string(m.ID) + "/pruefung")
	if p.has("main .feedback") || p.has("main input:checked") {
		p.t.Errorf("%s shows solutions that were not asked for", p.where())
	}
	p.look("fragen-" + string(m.ID))
	p.follow(`main a[href$="loesung=ja"]`)
	if !p.has("main .feedback") {
		p.t.Errorf("%s shows no solutions", p.where())
	}
	p.look("loesungen-" + string(m.ID))
}

// answerChecks answers every check of the lesson rightly and looks at the feedback.
func (p *tab) answerChecks(checks []asked) {
	p.t.Helper()
	for _, q := range checks {
		p.answer(q)
	}
	p.check(checks[0], ".feedback--right")
	if right := eval[int](p, `document.querySelectorAll("fieldset.question > .feedback--right").length`); right != len(checks) {
		p.t.Errorf("%s: %d of %d checks are right", p.where(), right, len(checks))
	}
	p.look("vorschau-beantwortet")
}

func TestHR(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.expect("404", "403")
	p.signIn("personal@musterstadt.example")
	p.follow(`.site-nav a[href="/personal"]`)
	p.wants("Dezernat II", "Meldestelle")
	if strings.Contains(p.text("main"), "Bauamt") {
		t.Error("units of others are listed")
	}
	p.look("personal")
	for _, path := range []string{"/personal/bauamt", "/personal/stadt", "/personal/stadt/abschluesse.csv"} {
		if status := p.arrive(chromedp.Navigate(server.url.String() + path)); status != 404 {
			t.Errorf("GET %s = %d, want 404", path, status)
		}
	}
	if status := p.arrive(chromedp.Navigate(server.url.String() + "/werkstatt")); status != 403 {
		t.Errorf("GET /werkstatt = %d, want 403", status)
	}
	p.look("fehler-403")
	p.visit("/personal/dez2")
	p.look("abschluesse")
	p.sameAsFile("/personal/dez2/abschluesse.csv")

	p.do(chromedp.SetValue(chromedp.CSS("#modul"), "datenpannen"), chromedp.SetValue(chromedp.CSS("#stand"), "fulfilled"))
	p.follow(`form[role=search] button`)
	p.look("abschluesse-gefiltert")
	p.sameAsFile(p.href(`main .actions a[href*=".csv"]`))
}

func TestInstructor(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.signIn("ausbildung@musterstadt.example")
	p.follow(`.site-nav a[href="/personal"]`)
	p.look("ausbildung")
	p.follow(`main a[href="/personal/ausbildung"]`)
	p.wants("Weber, Jonas", "Haddad, Amira")
	p.look("ausbildung-abschluesse")

	apprentice := open(t)
	apprentice.signIn("amira.haddad@musterstadt.example")
	apprentice.visit("/meine-daten")
	apprentice.wants("Katrin Hofmann")
	apprentice.look("meine-daten-blicke")
}

func TestOtherRoles(t *testing.T) {
	t.Parallel()
	for _, role := range []string{"datenschutz", "admin"} {
		p := open(t)
		p.signIn(role + "@musterstadt.example")
		p.look("start-" + role)
	}
}

// sameAsFile compares the list that the page shows with the file of the same list. While the demo's people
// still learn, both are asked again.
func (p *tab) sameAsFile(path string) {
	p.t.Helper()
	var page, file [][]string
	for range 30 {
		page = eval[[][]string](p, `[...document.querySelectorAll("table.data tbody tr")].map(r => [...r.cells].map(c => c.innerText.replace(/\s+/g, " ").trim()))`)
		file = p.file(path)
		if len(page) > 0 && slices.EqualFunc(page, file[:min(len(page), len(file))], slices.Equal) {
			return
		}
		time.Sleep(time.Second)
		p.arrive(chromedp.Reload())
	}
	p.t.Errorf("%s shows %q, its file holds %q", p.where(), page, file)
}

// file returns the lines of the file as the page writes them.
func (p *tab) file(path string) [][]string {
	p.t.Helper()
	response := p.download(path)
	body, err := io.ReadAll(response.Body)
	p.must(err)
	if response.StatusCode != http.StatusOK || !strings.HasPrefix(response.Header.Get("Content-Type"), "text/csv") {
		p.t.Fatalf("GET %s = %s %s", path, response.Status, response.Header.Get("Content-Type"))
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(body), "\ufeff")))
	r.Comma = ';'
	records, err := r.ReadAll()
	p.must(err)
	var lines [][]string
	for _, c := range records[1:] {
		lines = append(lines, []string{c[0] + ", " + c[1], c[2], c[3], c[4], german(c[5]), german(c[6])})
	}
	return lines
}

// german writes a day of the file as the page does.
func german(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return "–"
	}
	return t.Format("02.01.2006")
}
