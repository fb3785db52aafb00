package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lernamt/assessments"
	"lernamt/server/internal/people"
)

// lines returns the completion list of a page: name, unit, module, state, due, completed.
func lines(p *page) [][]string {
	var all [][]string
	for _, tr := range p.all("tr") {
		var cells []string
		for n := range tr.ChildNodes() {
			if n.Data == "td" || n.Data == "th" && attr(n, "scope") == "row" {
				cells = append(cells, words(n))
			}
		}
		if len(cells) == 6 {
			all = append(all, cells)
		}
	}
	return all
}

// list reads all pages of a list, following the pager.
func (c *client) list(path string) [][]string {
	c.t.Helper()
	var all [][]string
	for n := 0; path != "" && n < 50; n++ {
		p := c.get(path).want(http.StatusOK)
		path = ""
		all = append(all, lines(p)...)
		for _, a := range p.all("a") {
			if attr(a, "rel") == "next" {
				path = attr(a, "href")
			}
		}
	}
	return all
}

// file reads the list as a spreadsheet does and brings it into the form of the page.
func (c *client) file(path string) [][]string {
	c.t.Helper()
	p := c.get(path).want(http.StatusOK)
	body, ok := strings.CutPrefix(p.body, "\ufeff")
	if !ok || p.header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(p.header.Get("Content-Disposition"), "attachment") {
		c.t.Errorf("%s: headers %v", path, p.header)
	}
	r := csv.NewReader(strings.NewReader(body))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		c.t.Fatal(err)
	}
	var all [][]string
	for _, row := range rows[1:] {
		all = append(all, []string{row[0] + ", " + row[1], row[2], row[3], row[4], germanDay(c.t, row[5]), germanDay(c.t, row[6])})
	}
	return all
}

func germanDay(t testing.TB, iso string) string {
	t.Helper()
	if iso == "" {
		return "–"
	}
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		t.Error(err)
	}
	return day.Format("02.01.2006")
}

// TestCompletion sees that the page and the file hold the same, whatever the filter, and only the own units.
func TestCompletion(t *testing.T) {
	s := newSite(t)
	for mailbox, unit := range map[string]string{"personal": "dez2", "ausbildung": "ausbildung"} {
		c := s.signIn(mailbox)
		all := c.list("/personal/" + unit)
		if len(all) < 10 {
			t.Fatalf("%s sees %d lines", mailbox, len(all))
		}
		var sum int
		for _, state := range []string{"", "fulfilled", "running", "overdue", "lapsed", "open", "unsinn"} {
			for _, module := range []string{"", "datenpannen", "it-sicherheit-basis", "gibt-es-nicht"} {
				q := url.Values{"stand": {state}, "modul": {module}}.Encode()
				shown, filed := c.list("/personal/"+unit+"?"+q), c.file("/personal/"+unit+"/abschluesse.csv?"+q)
				if !slices.EqualFunc(shown, filed, slices.Equal) {
					t.Errorf("%s ?%s: page and file differ\n%q\n%q", mailbox, q, shown, filed)
				}
				if module == "" && state != "" && state != "unsinn" {
					sum += len(shown)
				}
				for _, a := range c.get("/personal/" + unit + "?" + q).all("a") {
					if href := attr(a, "href"); strings.Contains(href, ".csv") {
						if linked := c.file(href); !slices.EqualFunc(shown, linked, slices.Equal) {
							t.Errorf("%s: the link %s leads to another list", mailbox, href)
						}
					}
				}
			}
		}
		if sum != len(all) {
			t.Errorf("%s: the states add up to %d lines of %d", mailbox, sum, len(all))
		}
	}
	hr := s.signIn("personal")
	for _, line := range hr.list("/personal/dez2") {
		if slices.Contains([]string{"Auszubildende", "Bauamt", "Kämmerei", "Personalamt"}, line[1]) {
			t.Errorf("HR of Dezernat II sees %q", line)
		}
	}
	hr.get("/personal").hides("Kämmerei", "Stadt Musterstadt</a>").says("Meldestelle")
}

// TestPaging fills a unit so that its list takes several pages.
func TestPaging(t *testing.T) {
	s := newSite(t)
	for i := range 130 {
		s.account(people.Account{ID: people.AccountID(fmt.Sprintf("viele-%d", i)), Given: "Viele", Family: fmt.Sprintf("Person%03d", i), Unit: "standesamt"})
	}
	c := s.signIn("personal")
	all := c.list("/personal/standesamt")
	seen := make(map[string]bool)
	for _, l := range all {
		if key := l[0] + l[2]; seen[key] {
			t.Errorf("%q is listed twice", key)
		} else {
			seen[key] = true
		}
	}
	if len(all) < 260 || !slices.EqualFunc(all, c.file("/personal/standesamt/abschluesse.csv"), slices.Equal) {
		t.Errorf("%d lines", len(all))
	}
	if p := c.get("/personal/standesamt?seite=2"); len(lines(p)) != recordsOnPage {
		t.Errorf("page 2 has %d lines", len(lines(p)))
	}
	c.get("/personal/standesamt?modul=datenpannen&seite=99").leads("/personal/standesamt?modul=datenpannen&seite=3")
	c.get("/personal/standesamt?modul=gibt-es-nicht&seite=2").leads("/personal/standesamt?modul=gibt-es-nicht")
}

func TestFormulas(t *testing.T) {
	s := newSite(t)
	for i, name := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\"=1", ";=1", "\u00a0=1"} {
		s.account(people.Account{ID: people.AccountID(fmt.Sprintf("formel-%d", i)), Given: name, Family: name, Unit: "standesamt"})
	}
	p := s.signIn("personal").get("/personal/standesamt/abschluesse.csv").want(http.StatusOK)
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(p.body, "\ufeff")))
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	formulas := 0
	for _, row := range rows {
		for _, cell := range row {
			if strings.Contains(cell, "1") && strings.HasPrefix(cell, "'") {
				formulas++
			}
			if first := strings.TrimSpace(cell); first != "" && strings.ContainsAny(first[:1], "=+-@") || strings.HasPrefix(first, "＝") {
				t.Errorf("cell %q is a formula", cell)
			}
		}
	}
	if formulas == 0 {
		t.Error("no cell was neutralised")
	}
}

// TestLooksAreRecorded sees that exactly the people on the page learn that somebody looked.
func TestLooksAreRecorded(t *testing.T) {
	s := newSite(t)
	looks := func() map[string]int {
		n := make(map[string]int)
		for _, id := range s.people() {
			entries, err := s.db.Audit().About(t.Context(), string(id), "", 100)
			if err != nil {
				t.Fatal(err)
			}
			a, err := s.db.People().Account(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			n[a.Family+", "+a.Given] = len(entries)
		}
		return n
	}
	hr := s.signIn("personal")
	for _, path := range []string{"/personal/meldestelle", "/personal/dez2?stand=overdue", "/personal/dez2?seite=2", "/personal/meldestelle?seite=9", "/personal/meldestelle/abschluesse.csv", "/personal/dez2?modul=unbekannt", "/personal"} {
		s.clock.advance(time.Second)
		before := looks()
		p := hr.get(path)
		shown := make(map[string]bool)
		for _, l := range lines(p) {
			shown[l[0]] = true
		}
		if strings.Contains(path, ".csv") {
			for _, l := range hr.file(path) {
				shown[l[0]] = true
			}
		}
		for name, n := range looks() {
			if (n > before[name]) != shown[name] {
				t.Errorf("%s: %s is shown %v, entries before %d, after %d", path, name, shown[name], before[name], n)
			}
		}
	}
	s.signIn("thomas.mueller").get("/meine-daten").want(http.StatusOK).says("Stefan Brandt", "15.06.2026").hides("auditing")
	s.signIn("ursula.vogt").get("/meine-daten").hides("Stefan Brandt")

	s.watch.fail(func(name string) error {
		if name == "Append" {
			return http.ErrServerClosed
		}
		return nil
	}, nil)
	hr.get("/personal/meldestelle").want(http.StatusInternalServerError).hides("Müller", "Neumann")
	hr.get("/personal/meldestelle/abschluesse.csv").want(http.StatusInternalServerError).hides("Müller", "Neumann")
}

// TestOlderLooks turns the pages of "Wer hat meine Daten angesehen?".
func TestOlderLooks(t *testing.T) {
	s := newSite(t)
	hr := s.signIn("personal")
	for range looksOnPage + 5 {
		s.clock.advance(time.Second)
		hr.get("/personal/meldestelle").want(http.StatusOK)
	}
	c := s.signIn("thomas.mueller")
	p := c.get("/meine-daten").want(http.StatusOK)
	var older string
	for _, a := range p.all("a") {
		if strings.HasPrefix(attr(a, "href"), "/meine-daten?vor=") {
			older = attr(a, "href")
		}
	}
	if n := len(p.all("tr")) - 1; n != looksOnPage || older == "" {
		t.Fatalf("%d entries, older %q", n, older)
	}
	if n := len(c.get(older).all("tr")) - 1; n != 5 {
		t.Errorf("%d older entries, want 5", n)
	}
}

// TestNoScores plants an attempt with points that occur nowhere else and looks for them and for the
// answers on every page of those who may only see the state.
func TestNoScores(t *testing.T) {
	s := newSite(t)
	e, err := s.db.Courses().Latest(t.Context(), "demo-16", "it-sicherheit-basis") // failed once
	if err != nil {
		t.Fatal(err)
	}
	k := assessments.Key{Person: e.Person, Module: string(e.Module), Cycle: e.Cycle, Number: 2}
	at := assessments.Attempt{ID: k.ID(), Key: k, Content: string(e.Version), StartedAt: noon, Questions: s.attempts(e)[0].Questions}
	store := s.db.Assessments()
	secretAnswer := map[assessments.QuestionID]assessments.Answer{at.Questions[0]: {"GEHEIMEANTWORT"}}
	if err := store.StartAttempt(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	if err := store.SaveAnswers(t.Context(), at.ID, secretAnswer); err != nil {
		t.Fatal(err)
	}
	if _, err := store.CloseAttempt(t.Context(), at.ID, noon.Add(71*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if err := store.RecordResult(t.Context(), at.ID, assessments.Result{Points: 771717771, Most: 881919881, MarkedAt: noon}); err != nil {
		t.Fatal(err)
	}
	for _, mailbox := range []string{"personal", "ausbildung", "trainer", "datenschutz", "admin"} {
		c := s.signIn(mailbox)
		seen := make(map[string]bool)
		queue := []string{"/", "/personal", "/personal/dez2/abschluesse.csv", "/personal/meldestelle?stand=running", "/personal/dez2?seite=2", "/werkstatt/it-sicherheit-basis"}
		for len(queue) > 0 {
			path := queue[0]
			queue = queue[1:]
			if seen[path] {
				continue
			}
			seen[path] = true
			p := c.get(path)
			p.hides("771717771", "881919881", "GEHEIMEANTWORT", string(at.ID), "71 Min")
			for _, a := range p.all("a") {
				if href := attr(a, "href"); strings.HasPrefix(href, "/personal") {
					queue = append(queue, href)
				}
			}
		}
	}
	if p := s.signIn("thomas.mueller").get("/pruefungen/" + string(at.ID) + "/ergebnis"); !strings.Contains(p.body, "7717") {
		t.Error("the test looks for points that the person does not see either")
	}
}
