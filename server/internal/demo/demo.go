// Package demo fills an empty database with an invented public body, so that every page has something
// to show: a town with its offices, forty people, every role, progress, deadlines and certificates.
//
// Whatever the people have done, they did through package flow, at a clock of their own.
package demo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/people"
)

// Password is that of every account of the demo.
const Password = "lernen-in-musterstadt"

// ErrForeign reports a database that holds other people than those of the demo.
var ErrForeign = errors.New("demo: the database already holds a real body; start without --demo or with another --data")

// Logins returns the accounts that the demo shows, one for each role.
func Logins() []Login {
	logins := make([]Login, len(roles))
	for i, r := range roles {
		name := "role.learner"
		if r.role != "" {
			name = "role." + string(r.role)
		}
		logins[i] = Login{Role: name, Email: address(i), Password: Password}
	}
	return logins
}

// Fill makes the body, its people and their assignments. What is there already stays as it is.
func Fill(ctx context.Context, s people.Store, passwords *auth.Passwords, now time.Time) error {
	n, err := s.CountAccounts(ctx)
	if err != nil {
		return err
	}
	if _, err := s.Account(ctx, accountID(0)); n > 0 && err != nil {
		if errors.Is(err, people.ErrNotFound) {
			return ErrForeign
		}
		return err
	}
	if n == len(cast) {
		return nil
	}
	for _, u := range units {
		if err := s.CreateUnit(ctx, u); err != nil && !errors.Is(err, people.ErrExists) {
			return err
		}
	}
	hash, err := passwords.Hash(ctx, Password)
	if err != nil {
		return err
	}
	for _, a := range assignments(now) {
		if err := s.CreateAssignment(ctx, a); err != nil && !errors.Is(err, people.ErrExists) {
			return err
		}
	}
	for i := range cast {
		if err := s.CreateAccount(ctx, account(i, hash, now)); err != nil && !errors.Is(err, people.ErrExists) {
			return err
		}
	}
	return nil
}

func accountID(i int) people.AccountID { return people.AccountID(fmt.Sprintf("demo-%02d", i)) }

// address returns the e-mail address: those with a role are easy to type.
func address(i int) string {
	if i < len(roles) {
		return roles[i].mailbox + "@musterstadt.example"
	}
	p := cast[i]
	name := (&people.Account{Given: p.given, Family: p.family}).SortKey()
	family, given, _ := strings.Cut(strings.ReplaceAll(name, " ", "-"), "\x01")
	return given + "." + family + "@musterstadt.example"
}

func account(i int, hash string, now time.Time) people.Account {
	p := cast[i]
	a := people.Account{ID: accountID(i), Email: address(i), Given: p.given, Family: p.family, Unit: p.unit,
		Language: "de", Password: hash, CreatedAt: now.AddDate(-2, 0, 0)}
	if i < len(roles) && roles[i].role != "" {
		a.Grants = []people.Grant{{Role: roles[i].role, Unit: roles[i].unit}}
	}
	return a
}

func assignments(now time.Time) []people.Assignment {
	by := accountID(2)
	return []people.Assignment{
		{ID: "demo-1", Module: modules[0], Units: []people.UnitID{"stadt"}, Due: endOfDay(now, 30), CreatedBy: by, CreatedAt: now.AddDate(0, -2, 0)},
		{ID: "demo-2", Module: modules[1], Units: []people.UnitID{"dez2"}, Due: endOfDay(now, -10), CreatedBy: by, CreatedAt: now.AddDate(0, -3, 0)},
		{ID: "demo-3", Module: modules[1], Units: []people.UnitID{"ausbildung", "bauamt"}, Due: endOfDay(now, 14), CreatedBy: by, CreatedAt: now.AddDate(0, -1, 0)},
	}
}

// zone is where the town lies.
var zone = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err) // embedded by package web
	}
	return loc
})

func endOfDay(now time.Time, days int) time.Time {
	now = now.In(zone())
	return time.Date(now.Year(), now.Month(), now.Day()+days, 23, 59, 59, 0, zone()).UTC()
}

// modules are those to which the letters of progress belong.
var modules = []string{"datenpannen", "it-sicherheit-basis", "datenschutz-grundlagen"}

// Learn lets the people learn what their progress says. What they have done already stays, so that it
// can be interrupted and called again.
func Learn(ctx context.Context, f *flow.Flow, now time.Time) error {
	for i := range cast {
		for j, letter := range cast[i].progress {
			if letter == '-' {
				continue
			}
			days := 3 + (i*7+j*11)%40
			if letter == 'o' {
				days += 420
			}
			if err := learn(ctx, f, string(accountID(i)), courses.ModuleID(modules[j]), letter, now.AddDate(0, 0, -days)); err != nil {
				return fmt.Errorf("%s in %s: %w", cast[i].family, modules[j], err)
			}
		}
	}
	return nil
}

// learn takes one person through one module, beginning at that time.
func learn(ctx context.Context, f *flow.Flow, person string, id courses.ModuleID, letter rune, at time.Time) error {
	f = during(f, &at)
	e, err := f.Enrol(ctx, person, id)
	if err != nil || !e.CompletedAt.IsZero() || letter == 'e' {
		return err
	}
	course, err := f.Catalogue.Version(ctx, id, e.Version)
	if err != nil {
		return err
	}
	read := course.Lessons
	if letter == 'h' {
		read = read[:len(read)/2]
	}
	for i := range read {
		at = at.Add(time.Duration(read[i].Minutes) * time.Minute)
		if e.Done(read[i].ID) { // reading it again would settle what comes later, at this time
			continue
		}
		if _, err := f.FinishLesson(ctx, person, id, read[i].ID); err != nil {
			return err
		}
	}
	if strings.ContainsRune("hl", letter) {
		return nil
	}
	at = at.Add(time.Hour)
	return examine(ctx, f, person, id, letter != 'f', &at)
}

// examine sits the assessment once, with all answers right or with none.
func examine(ctx context.Context, f *flow.Flow, person string, id courses.ModuleID, right bool, at *time.Time) error {
	st, err := f.Standing(ctx, person, id)
	if err != nil {
		return err
	}
	if !right && len(st.Attempts.Attempts) > 0 { // failed in an earlier start
		return finish(ctx, f, person, id, at)
	}
	attempt, err := f.StartAttempt(ctx, person, id)
	var wait *assessments.WaitError
	switch {
	case errors.Is(err, assessments.ErrPassed), errors.As(err, &wait) && !right:
		return finish(ctx, f, person, id, at)
	case errors.As(err, &wait): // interrupted during the sitting, which has run out since
		*at = wait.Until
		return examine(ctx, f, person, id, right, at)
	case err != nil:
		return err
	}
	sitting, err := f.Sitting(ctx, person, attempt.ID)
	if err != nil {
		return err
	}
	form := make(map[string][]string)
	if right {
		if form, err = rightAnswers(sitting); err != nil {
			return err
		}
	}
	*at = at.Add(12 * time.Minute)
	return f.Submit(ctx, sitting, form)
}

// finish does what follows from the last sitting, which an interruption may have left undone, at its time.
func finish(ctx context.Context, f *flow.Flow, person string, id courses.ModuleID, at *time.Time) error {
	st, err := f.Standing(ctx, person, id)
	if err != nil {
		return err
	}
	last := st.Attempts.Attempts[len(st.Attempts.Attempts)-1]
	*at = last.SubmittedAt
	_, err = f.Finish(ctx, flow.Sitting{Attempt: last, Course: st.Course})
	return err
}

func rightAnswers(s flow.Sitting) (map[string][]string, error) {
	asked, err := s.Course.Exam.Ask(&s.Attempt)
	if err != nil {
		return nil, err
	}
	form := make(map[string][]string)
	for _, q := range asked {
		q.View(assessments.ViewOptions{Seed: s.Attempt.Seed, Reveal: true}).Solve(form)
	}
	return form, nil
}

// during returns a flow whose clock shows *at.
func during(f *flow.Flow, at *time.Time) *flow.Flow {
	then := *f
	then.Clock = func() time.Time { return *at }
	sittings := *f.Assessments
	sittings.Clock = then.Clock
	then.Assessments = &sittings
	lessons := *f.Courses
	lessons.Clock = then.Clock
	then.Courses = &lessons
	then.Certs = &certs.Issuer{Store: f.Certs.Store, Body: f.Certs.Body, VerifyURL: f.Certs.VerifyURL, Signer: f.Certs.Signer,
		Credential: f.Certs.Credential, Token: f.Certs.Token, Rand: f.Certs.Rand, Zone: f.Certs.Zone, Clock: then.Clock}
	return &then
}
