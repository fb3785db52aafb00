package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"
)

// writes are the calls of stores that record something about a module.
var writes = []string{"Enrol", "RecordLesson", "Complete", "StartAttempt", "SaveAnswers", "CloseAttempt", "RecordResult", "Settle", "Issue"}

// crashAt lets the server die at its n-th write, before or after it, and stay dead for the rest of the
// request. It returns a function that tells whether that has happened.
func (s *site) crashAt(n int, after bool) (died func() bool) {
	count, dead := 0, false
	ask := func(late bool) func(string) error {
		return func(name string) error {
			if slices.Contains(writes, name) && late == after && !dead {
				count++
				dead = count == n
			}
			if dead {
				return errors.New("crashed")
			}
			return nil
		}
	}
	s.watch.fail(ask(false), ask(true))
	return func() bool { return dead }
}

// TestCrash lets the server die at each step of what follows from a submission, and from the last lesson
// of a module without an assessment. Repair makes it whole, and so does trying again.
func TestCrash(t *testing.T) {
	s := newSite(t)
	for _, again := range []bool{false, true} {
		for _, after := range []bool{false, true} {
			for n := 1; ; n++ {
				if !crashOnce(t, s, n, after, again) {
					if n < 5 {
						t.Errorf("only %d steps", n-1)
					}
					break
				}
			}
		}
	}
}

// crashOnce plays one crash on a site where nobody has begun, and reports whether there is an n-th step.
func crashOnce(t *testing.T, s *site, n int, after, again bool) bool {
	t.Helper()
	name := fmt.Sprintf("step %d, after %v, again %v", n, after, again)
	module := "probe-nie"
	person := s.newcomer(fmt.Sprintf("neu-%d-%v-%v", n, after, again))
	c := s.signIn(person)
	c.reads(module)
	path := c.starts(module)
	form := s.right(person, s.latest(person, "probe-nie").ID)
	c.formToken()
	died := s.crashAt(n, after)
	p := c.send(path+"/abgabe", form)
	s.watch.fail(nil, nil)
	if !died() {
		p.leads(path + "/ergebnis")
		s.whole(person, "probe-nie")
		return false
	}
	p.want(http.StatusInternalServerError)
	switch {
	case again:
		c.send(path+"/abgabe", form).leads(path + "/ergebnis")
		c.get(path + "/ergebnis").want(http.StatusOK)
	default:
		if s.latest(person, "probe-nie").SubmittedAt.IsZero() { // nothing was acknowledged: the person submits later
			c.send(path+"/abgabe", form).leads(path + "/ergebnis")
		}
		s.clock.advance(time.Minute)
		for range 2 {
			if err := s.Flow.Repair(t.Context()); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	s.whole(person, "probe-nie")
	return true
}

// TestCrashWithoutAssessment is the same for a module that is complete when all lessons have been read.
func TestCrashWithoutAssessment(t *testing.T) {
	s := newSite(t)
	for _, after := range []bool{false, true} {
		for n := 1; ; n++ {
			person := s.newcomer(fmt.Sprintf("nur-%d-%v", n, after))
			c := s.signIn(person)
			c.post("/module/probe-teilnahme/einschreibung").want(http.StatusSeeOther)
			died := s.crashAt(n, after)
			p := c.post("/module/probe-teilnahme/lektion/eins/gelesen")
			s.watch.fail(nil, nil)
			if !died() {
				p.leads("/module/probe-teilnahme")
				s.whole(person, "probe-teilnahme")
				break
			}
			if n == 1 && !after { // nothing was recorded: the person presses again
				c.post("/module/probe-teilnahme/lektion/eins/gelesen").want(http.StatusSeeOther)
			}
			if err := s.Flow.Repair(t.Context()); err != nil {
				t.Fatal(err)
			}
			s.whole(person, "probe-teilnahme")
		}
	}
}
