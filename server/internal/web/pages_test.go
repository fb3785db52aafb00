package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"lernamt/assessments"
	"lernamt/courses"
)

// A reader looks at pages and checks each.
type reader struct {
	*client
	lang string
	seen map[string]bool
}

// TestPages reads every page in both languages, with everything that the demo body has on it.
func TestPages(t *testing.T) {
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			s := newSite(t)
			s.t = t
			readPublic(s, lang)
			for _, mailbox := range []string{"lernen", "trainer", "personal", "ausbildung", "lena.fischer", "amira.haddad", "ursula.vogt"} {
				c := s.signIn(mailbox)
				c.post("/sprache", "sprache", lang, "zurueck", "/").leads("/")
				r := &reader{client: c, lang: lang, seen: make(map[string]bool)}
				r.walk("/", 400)
				if len(r.seen) < 15 {
					t.Errorf("%s has seen only %d pages: %v", mailbox, len(r.seen), r.seen)
				}
			}
			sitThrough(s, lang)
			if bad := s.log.lines("level=ERROR"); len(bad) > 0 {
				t.Errorf("%d errors in the log, first %s", len(bad), bad[0])
			}
		})
	}
}

func readPublic(s *site, lang string) {
	c := s.browser()
	c.header.Set("Accept-Language", lang+"-XX,fr;q=0.5")
	r := &reader{client: c, lang: lang, seen: make(map[string]bool)}
	r.walk("/anmelden", 50)
	r.read("/gibt-es-nicht", http.StatusNotFound)
	r.read("/pruefen?nummer=x%22%3E", http.StatusUnprocessableEntity)
	list, err := s.db.Certs().Of(s.t.Context(), "demo-11", "demo-12", "demo-18")
	if err != nil || len(list) < 3 {
		s.t.Fatalf("certificates: %d, %v", len(list), err)
	}
	for _, cert := range list {
		r.read("/pruefen/"+string(cert.Number), http.StatusOK).hides(cert.Title, cert.Holder)
		r.read("/pruefen/"+string(cert.Number)+"/FALSCH", http.StatusOK).hides(cert.Title, cert.Holder)
		r.read("/pruefen/"+string(cert.Number)+"/"+cert.Code, http.StatusOK).says(cert.Title, cert.Holder)
	}
}

// sitThrough reads what only a sitting shows: running, to be confirmed, wrong, failed, over.
func sitThrough(s *site, lang string) {
	c := s.signIn("oliver.sauer") // has read all lessons of datenpannen
	c.post("/sprache", "sprache", lang)
	r := &reader{client: c, lang: lang, seen: make(map[string]bool)}
	path := c.post("/module/datenpannen/pruefung").want(http.StatusSeeOther).header.Get("Location")
	r.read(path, http.StatusOK)
	r.read("/module/datenpannen/offen", http.StatusOK)
	r.check(c.post(path+"/abgabe"), http.StatusOK)
	r.check(c.post(path, "a.gibt-es-nicht", "1"), http.StatusUnprocessableEntity)
	c.post(path+"/abgabe", "sicher", "ja").leads(path + "/ergebnis")
	r.read(path+"/ergebnis", http.StatusOK)
	r.read("/module/datenpannen/pruefung", http.StatusOK)
	r.check(c.post("/module/datenpannen/pruefung"), http.StatusConflict)
	r.read("/module/datenpannen/offen", http.StatusOK)
	r.read("/personal", http.StatusForbidden)
	for _, lesson := range []string{"was-ist-eine-panne", "intern-melden"} {
		p := r.read("/module/datenpannen/lektion/"+lesson, http.StatusOK)
		r.check(c.send("/module/datenpannen/lektion/"+lesson, answers(p, false)), http.StatusOK)
	}
}

// walk reads the page and all that it leads to, at most so many.
func (r *reader) walk(from string, most int) {
	r.t.Helper()
	queue := []string{from}
	for len(queue) > 0 && len(r.seen) < most {
		path := queue[0]
		queue = queue[1:]
		if r.seen[path] {
			continue
		}
		r.seen[path] = true
		p := r.get(path)
		if p.status == http.StatusSeeOther {
			queue = append(queue, p.header.Get("Location"))
			continue
		}
		r.check(p, http.StatusOK)
		for _, a := range p.all("a") {
			u, err := url.Parse(attr(a, "href"))
			if err != nil || u.Host != "" || u.Path == "" {
				continue
			}
			u.Fragment = ""
			queue = append(queue, u.String())
		}
		for _, name := range []string{"img", "link", "script"} {
			for _, n := range p.all(name) {
				if src := attr(n, "src") + attr(n, "href"); strings.HasPrefix(src, "/") && !r.seen[src] {
					r.seen[src] = true
					r.get(src).want(http.StatusOK)
				}
			}
		}
	}
}

func (r *reader) read(path string, status int) *page {
	r.t.Helper()
	r.seen[path] = true
	p := r.get(path)
	r.check(p, status)
	return p
}

// check fails the test unless the page is whole.
func (r *reader) check(p *page, status int) {
	r.t.Helper()
	if p.status != status {
		r.t.Errorf("%s: status %d, want %d\n%.300s", p.path, p.status, status, p.text())
		return
	}
	if p.root == nil {
		return
	}
	if !utf8.ValidString(p.body) {
		r.t.Errorf("%s: broken UTF-8", p.path)
	}
	if got := attr(p.all("html")[0], "lang"); got != r.lang {
		r.t.Errorf("%s: language %q, want %q", p.path, got, r.lang)
	}
	if len(p.all("h1")) != 1 || len(p.all("main")) != 1 || len(p.all("title")) == 0 {
		r.t.Errorf("%s: %d h1, %d main, %d title", p.path, len(p.all("h1")), len(p.all("main")), len(p.all("title")))
	}
	checkMarkup(r.t, p)
	checkNames(r.t, p)
	checkForms(r.t, p)
}

// answers returns what a person sends who leaves the form of the page as it is or, if any is true, chooses
// the first of whatever there is to choose.
func answers(p *page, none bool) url.Values {
	form := url.Values{}
	for _, n := range p.all("input") {
		name, kind := attr(n, "name"), attr(n, "type")
		_, checked := attribute(n, "checked")
		switch {
		case !strings.HasPrefix(name, "a.") && !strings.HasPrefix(name, "war."):
		case kind == "radio" || kind == "checkbox":
			if checked || !none && !form.Has(name) {
				form.Add(name, attr(n, "value"))
			}
		case kind == "hidden":
			form.Set(name, attr(n, "value"))
		case !none:
			form.Set(name, "72")
		default:
			form.Set(name, attr(n, "value"))
		}
	}
	return form
}

// right returns the form that answers everything that the attempt asks rightly.
func (s *site) right(person string, id assessments.AttemptID) url.Values {
	s.t.Helper()
	sitting, err := s.Flow.Sitting(s.t.Context(), person, id)
	if err != nil {
		s.t.Fatal(err)
	}
	asked, err := sitting.Course.Exam.Ask(&sitting.Attempt)
	if err != nil {
		s.t.Fatal(err)
	}
	form := url.Values{}
	for _, q := range asked {
		q.View(assessments.ViewOptions{Seed: sitting.Attempt.Seed, Reveal: true}).Solve(form)
	}
	return form
}

// latest returns what is recorded of a person's latest attempt at a module.
func (s *site) latest(person string, module courses.ModuleID) assessments.Attempt {
	s.t.Helper()
	e, err := s.db.Courses().Latest(s.t.Context(), person, module)
	if err != nil {
		s.t.Fatal(err)
	}
	all := s.attempts(e)
	if len(all) == 0 {
		s.t.Fatalf("%s has no attempt at %s", person, module)
	}
	return all[len(all)-1]
}
