package web

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
)

// reads enrols the client in the module and reads its only lesson.
func (c *client) reads(module string) {
	c.t.Helper()
	c.post("/module/" + module + "/einschreibung").want(http.StatusSeeOther)
	c.post("/module/" + module + "/lektion/eins/gelesen").want(http.StatusSeeOther)
}

// starts begins a sitting and returns its path.
func (c *client) starts(module string) string {
	c.t.Helper()
	p := c.post("/module/" + module + "/pruefung").want(http.StatusSeeOther)
	return p.header.Get("Location")
}

func (s *site) certificates(person string, module courses.ModuleID) []certs.Certificate {
	s.t.Helper()
	all, err := s.db.Certs().Of(s.t.Context(), person)
	if err != nil {
		s.t.Fatal(err)
	}
	var of []certs.Certificate
	for _, c := range all {
		if c.Subject == string(module) {
			of = append(of, c)
		}
	}
	return of
}

// whole fails the test unless the person has completed the module and holds one certificate for it.
func (s *site) whole(person string, module courses.ModuleID) {
	s.t.Helper()
	e, err := s.db.Courses().Latest(s.t.Context(), person, module)
	if err != nil {
		s.t.Fatal(err)
	}
	list := s.certificates(person, module)
	if len(list) != 1 {
		s.t.Fatalf("%s has %d certificates for %s, want 1", person, len(list), module)
	}
	if !e.CompletedAt.Equal(list[0].IssuedAt) {
		s.t.Errorf("completed at %v, certificate of %v", e.CompletedAt, list[0].IssuedAt)
	}
	if at := s.attempts(e); len(at) > 0 && !at[len(at)-1].Settled {
		s.t.Error("the attempt is not settled")
	}
}

func TestAssessmentOpensAfterLessons(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	before := s.everything()
	c.post("/module/probe-nie/pruefung").want(http.StatusConflict).says("Beginnen Sie zuerst das Modul.", "noch 2 von 2")
	s.unchanged(before)
	c.post("/module/probe-nie/einschreibung")
	before = s.everything()
	c.post("/module/probe-nie/pruefung").want(http.StatusConflict)
	s.unchanged(before)
	c.post("/module/probe-nie/lektion/eins/gelesen").leads("/module/probe-nie/pruefung")
}

func TestStartTwice(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	c.reads("probe-nie")
	token := c.formToken()
	paths := make([]string, 8)
	var all sync.WaitGroup
	for i := range paths {
		all.Go(func() {
			paths[i] = c.at().post("/module/probe-nie/pruefung", fieldToken, token).header.Get("Location")
		})
	}
	all.Wait()
	for _, p := range paths {
		if p != paths[0] || !strings.HasPrefix(p, "/pruefungen/") {
			t.Errorf("sittings %q", paths)
		}
	}
	if c.starts("probe-nie") != paths[0] {
		t.Error("starting again leads elsewhere")
	}
}

// at returns a client of the same browser that can be used at the same time.
func (c *client) at() *client {
	return &client{t: c.t, site: c.site, http: c.http, jar: c.jar, header: http.Header{}, token: c.token}
}

// TestTwoTabs sees that a page left open does not overwrite what another one saved.
func TestTwoTabs(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	c.reads("probe-nie")
	path := c.starts("probe-nie")
	stale := answers(c.get(path), true)
	fresh := url.Values(http.Header(stale).Clone())
	fresh.Set("a.frist", "72")
	c.send(path, fresh).leads(path)
	c.get(path).says("Ihre Antworten sind gespeichert.")
	stale.Set("a.name", "DSGVO")
	c.send(path, stale).leads(path)
	p := c.get(path).want(http.StatusOK)
	if p.value("a.frist") != "72" || p.value("a.name") != "DSGVO" {
		t.Errorf("frist %q, name %q", p.value("a.frist"), p.value("a.name"))
	}
}

// TestAutosave speaks as the script of the page does.
func TestAutosave(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	c.reads("probe-nie")
	path := c.starts("probe-nie")
	script := c.at()
	script.header.Set(headerToken, c.formToken())
	p := script.post(path, "a.frist", script0).want(http.StatusOK)
	want := `{"was":{"war.frist":"` + assessments.Answer{script0}.Digest() + `"},"answered":"1 von 2 beantwortet"}`
	if p.body != want {
		t.Errorf("reply %s, want %s", p.body, want)
	}
	if p = c.get(path); p.value("a.frist") != script0 {
		t.Errorf("saved %q", p.value("a.frist"))
	}
	before := s.everything()
	for _, form := range []url.Values{{"a.fremd": {"1"}}, {"a.frist": {"1", "2"}}, {"a.frist.2": {"1"}}, {"a.name": {broken}}, {"a.name": {strings.Repeat("x", 70_000)}}} {
		if p := script.send(path, form).want(http.StatusUnprocessableEntity); strings.Contains(p.body, "<") {
			t.Errorf("a script gets a page: %.80s", p.body)
		}
		c.send(path, form).want(http.StatusUnprocessableEntity).says("Es wurde nichts geändert")
		form.Set("sicher", "ja")
		c.send(path+"/abgabe", form).want(http.StatusUnprocessableEntity).says("Es wurde nichts geändert")
	}
	s.unchanged(before)
	script.header.Set(headerToken, "AAAA")
	script.post(path, "a.frist", "1").want(http.StatusForbidden)
	s.unchanged(before)
	script.header.Set(headerToken, c.formToken())
	s.clock.advance(31 * time.Minute)
	script.post(path, "a.frist", "1").want(http.StatusConflict)
	c.post("/abmelden")
	script.post(path, "a.frist", "1").want(http.StatusUnauthorized)
}

// script0 is what somebody types who wants to break the page.
const script0 = `72"><script>alert(1)</script>'&amp;`

// TestTime sees the time limit, the wait between tries and their number.
func TestTime(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	c.reads("probe-nie")
	path := c.starts("probe-nie")
	c.get(path).says("30 Minuten")
	c.post(path, "a.frist", "1").leads(path)
	s.clock.advance(30*time.Minute + 20*time.Second) // within the grace
	c.post(path, "a.name", "DSGVO").leads(path)
	s.clock.advance(time.Minute)
	c.post(path, "a.frist", "72").leads(path + "/ergebnis")
	c.get(path+"/ergebnis").says("Diese Prüfung ist schon beendet.", "nicht bestanden")
	at := s.latest("demo-00", "probe-nie")
	if at.Answers["frist"][0] != "1" || at.Answers["name"][0] != "DSGVO" || !at.SubmittedAt.Equal(at.Deadline) {
		t.Errorf("attempt = %+v", at)
	}
	before := s.everything()
	c.post(path+"/abgabe", "a.frist", "72", "sicher", "ja").leads(path + "/ergebnis")
	c.get(path + "/ergebnis").says("Diese Prüfung ist schon beendet.")
	c.post(path, "a.frist", "72").leads(path + "/ergebnis")
	c.post("/module/probe-nie/pruefung").want(http.StatusConflict).says("ab dem") // the wait
	s.unchanged(before)

	s.clock.advance(24 * time.Hour)
	second := s.signIn("lernen") // the session has ended
	next := second.starts("probe-nie")
	if next == path {
		t.Error("the second try is the first")
	}
	second.post(next+"/abgabe", "sicher", "ja").leads(next + "/ergebnis")
	s.clock.advance(25 * time.Hour)
	third := s.signIn("lernen")
	before = s.everything()
	third.post("/module/probe-nie/pruefung").want(http.StatusConflict)
	third.get("/module/probe-nie/offen").want(http.StatusOK)
	s.unchanged(before)
}

// TestSubmitLate sends the submission itself after the time.
func TestSubmitLate(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	c.reads("probe-nie")
	path := c.starts("probe-nie")
	s.clock.advance(31 * time.Minute)
	form := s.right("demo-00", s.latest("demo-00", "probe-nie").ID)
	c.send(path+"/abgabe", form).leads(path + "/ergebnis")
	c.get(path+"/ergebnis").says("Diese Prüfung ist schon beendet.", "nicht bestanden")
	c.get(path).leads(path + "/ergebnis")
	if at := s.latest("demo-00", "probe-nie"); len(at.Answers) != 0 || at.Result.Passed {
		t.Errorf("attempt = %+v", at)
	}
}

// TestConfirm sees that a submission with open questions is asked for twice.
func TestConfirm(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	c.reads("probe-nie")
	path := c.starts("probe-nie")
	p := c.post(path+"/abgabe", "a.frist", "72").want(http.StatusOK)
	if p.value("sicher") != "ja" || p.value("a.frist") != "72" {
		t.Errorf("sicher %q, frist %q", p.value("sicher"), p.value("a.frist"))
	}
	if !s.latest("demo-00", "probe-nie").SubmittedAt.IsZero() {
		t.Fatal("it was submitted without asking")
	}
	c.send(path+"/abgabe", url.Values{"sicher": {"ja"}, "a.frist": {"72"}}).leads(path + "/ergebnis")
	s.whole("demo-00", "probe-nie")
}

func TestFeedback(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	for module, tells := range map[string][2]bool{"probe-nie": {false, false}, "probe-bestehen": {false, true}} {
		c.reads(module)
		for i, value := range []string{"1", "72"} {
			path := c.starts(module)
			c.get(path).hides("ERKLAERUNG")
			c.post(path+"/abgabe", "a.frist", value, "sicher", "ja").leads(path + "/ergebnis")
			p := c.get(path + "/ergebnis").want(http.StatusOK)
			if got := strings.Contains(p.body, "ERKLAERUNG-FRIST"); got != tells[i] {
				t.Errorf("%s, try %d: tells = %v", module, i+1, got)
			}
			if got := strings.Contains(p.text(), " von 99"); got != (module != "probe-nie") {
				t.Errorf("%s, try %d: tells the points = %v", module, i+1, got)
			}
			s.clock.advance(24*time.Hour + time.Minute)
			c = s.signIn("lernen")
		}
		before := s.everything()
		c.post("/module/" + module + "/pruefung").want(http.StatusConflict) // passed
		s.unchanged(before)
	}
}

// TestSubmitAtOnce submits sixteen times at the same moment.
func TestSubmitAtOnce(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	c.reads("probe-nie")
	path := c.starts("probe-nie")
	form := s.right("demo-00", s.latest("demo-00", "probe-nie").ID)
	form.Set(fieldToken, c.formToken())
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if p := c.at().send(path+"/abgabe", form); p.status != http.StatusSeeOther {
				t.Errorf("status %d: %.200s", p.status, p.text())
			}
		})
	}
	all.Wait()
	s.whole("demo-00", "probe-nie")
	p := c.get(path + "/ergebnis").want(http.StatusOK)
	c.get("/zertifikate/" + string(s.certificates("demo-00", "probe-nie")[0].Number) + ".pdf").want(http.StatusOK)
	p.hides("schon beendet") // the answers are those that were taken
	c.send(path+"/abgabe", form)
	c.get(path + "/ergebnis").hides("schon beendet")
	form.Set("a.frist", "1")
	before := s.everything()
	c.send(path+"/abgabe", form).leads(path + "/ergebnis")
	c.get(path + "/ergebnis").says("Diese Prüfung ist schon beendet.")
	s.unchanged(before)
}
