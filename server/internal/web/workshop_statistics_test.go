package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"lernamt/assessments"
	"lernamt/courses"
	"lernamt/server/internal/flow"
)

// sat records first sittings of people at a module, from the one with the number from on, who all answer as
// answer says; nil is nothing.
func (s *site) sat(course flow.Course, from, people int, answer func(*assessments.Question) assessments.Answer) {
	s.t.Helper()
	for i := from; i < from+people; i++ {
		k := assessments.Key{Person: fmt.Sprintf("geheim-%d", i), Module: string(course.ID), Cycle: 1, Number: 1}
		at := assessments.Attempt{
			ID: k.ID(), Key: k, Content: string(course.Hash), StartedAt: noon, SubmittedAt: noon, Settled: true,
			Answers: map[assessments.QuestionID]assessments.Answer{},
		}
		for _, pool := range course.Exam.Pools {
			for j := range pool.Questions {
				q := &pool.Questions[j]
				at.Questions = append(at.Questions, q.ID)
				if a := answer(q); a != nil {
					at.Answers[q.ID] = a
				}
			}
		}
		r, err := course.Exam.Mark(&at)
		if err != nil {
			s.t.Fatal(err)
		}
		r.MarkedAt = noon.Add(time.Duration(i) * time.Second)
		at.Result = &r
		if err := s.db.Assessments().Import(s.t.Context(), at); err != nil {
			s.t.Fatal(err)
		}
	}
}

func leaveOpen(*assessments.Question) assessments.Answer { return nil }

func solved(q *assessments.Question) assessments.Answer {
	if q.ID == "frist" {
		return assessments.Answer{"72"}
	}
	return assessments.Answer{"DSGVO"}
}

func (s *site) course(id courses.ModuleID) flow.Course {
	s.t.Helper()
	course, err := s.Flow.Catalogue.Current(id)
	if err != nil {
		s.t.Fatal(err)
	}
	return course
}

func TestStatisticsFromFivePeople(t *testing.T) {
	s := newSite(t)
	c := s.signIn("trainer")
	const path = "/werkstatt/probe-nie/statistik"
	nothing := "noch keine Frage fünf Antworten"
	empty := c.get(path).want(http.StatusOK).says(nothing)

	course := s.course("probe-nie")
	s.sat(course, 0, 4, solved)
	if four := c.get(path).want(http.StatusOK); four.text() != empty.text() {
		t.Errorf("four people change the page:\n%s\n%s", four.text(), empty.text())
	}
	s.sat(course, 4, 1, solved)
	five := c.get(path).want(http.StatusOK).says("mindestens 5 Personen", "Wie lang ist die Frist?", "100 %", "17 bis 100 %").hides("geheim", nothing)
	s.sat(course, 5, 4, leaveOpen)
	if nine := c.get(path).want(http.StatusOK); nine.text() != five.text() {
		t.Errorf("four more people change the page:\n%s\n%s", nine.text(), five.text())
	}
	s.sat(course, 9, 1, leaveOpen)
	c.get(path).want(http.StatusOK).says("mindestens 10 Personen", "50 %", "8 bis 92 %", "1,0")
	c.post("/sprache", "sprache", "en", "zurueck", path).leads(path)
	c.get(path).want(http.StatusOK).says("at least 10 people", "50%", "8 to 92%", "1.0")
}

// TestStatisticsOfVersions sees that versions are kept apart and only those of the module are there.
func TestStatisticsOfVersions(t *testing.T) {
	s := newSite(t)
	c := s.signIn("trainer")
	course := s.course("probe-nie")
	s.sat(course, 0, 10, solved)

	folder := "probe-nie"
	next := fstest.MapFS{folder + "/01-eins.md": probes()[folder+"/01-eins.md"]}
	for name, change := range map[string]string{"modul.yaml": "version: 1.0.0|version: 2.0.0", "90-pruefung.md": "ID: name|ID: anders"} {
		before, after, _ := strings.Cut(change, "|")
		next[folder+"/"+name] = file(strings.Replace(string(probes()[folder+"/"+name].Data), before, after, 1))
	}
	if _, err := s.Flow.Catalogue.Load(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	p := c.get("/werkstatt/probe-nie/statistik").want(http.StatusOK).says("noch keine Frage fünf Antworten", "1.0.0", "2.0.0")
	if n := len(p.all("option")); n != 2 {
		t.Errorf("%d versions to choose from, want 2", n)
	}
	p = c.get("/werkstatt/probe-nie/statistik?version="+string(course.Hash)).want(http.StatusOK).says("mindestens 10 Personen", "Wie heißt die Verordnung?")
	links := 0
	for _, a := range p.all("a") {
		if strings.Contains(attr(a, "href"), "#frage-") {
			links++
		}
	}
	if links != 1 { // the other question is not there any more
		t.Errorf("%d links to questions, want 1", links)
	}
	for _, h := range []string{"x", strings.Repeat("0", 64), string(s.course("probe-bestehen").Hash), "%00", "%ff", course.Hash.Short()} {
		c.get("/werkstatt/probe-nie/statistik?version=" + h).want(http.StatusNotFound)
	}
	c.get("/werkstatt/unbekannt/statistik").want(http.StatusNotFound)
}

// TestStatisticsOfOptions sees what is told of a real module, and that what was typed is not.
func TestStatisticsOfOptions(t *testing.T) {
	s := newSite(t)
	c := s.signIn("trainer")
	course := s.course("datenpannen")
	typed := "<b>Frau Geheim</b>"
	s.sat(course, 0, 30, func(q *assessments.Question) assessments.Answer {
		switch q.Kind {
		case assessments.Single:
			for _, o := range q.Options {
				if !o.Right {
					return assessments.Answer{o.ID}
				}
			}
		case assessments.ShortText:
			return assessments.Answer{typed}
		}
		return nil
	})
	p := c.get("/werkstatt/datenpannen/statistik").want(http.StatusOK).
		says("etwa 30", "< 5", "Diese falsche Option wählen mehr Personen als die richtige", "Kaum jemand löst die Frage").hides("Geheim", "geheim")
	checkMarkup(t, p)
	checkNames(t, p)
	solutions := c.get("/werkstatt/datenpannen/pruefung?loesung=ja")
	ids := make(map[string]bool)
	for n := range solutions.root.Descendants() {
		ids[attr(n, "id")] = true
	}
	links := 0
	for _, a := range p.all("a") {
		if _, id, ok := strings.Cut(attr(a, "href"), "/pruefung?loesung=ja#"); ok {
			if links++; !ids[id] {
				t.Errorf("%s leads to no question", attr(a, "href"))
			}
		}
	}
	if links < 10 {
		t.Errorf("%d links to questions", links)
	}
}
