package seed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/flow"
)

// A course is a module with sittings of its assessment that were played once and are used for many people.
type course struct {
	flow.Course
	passed, failed []assessments.Attempt
}

// sittings is how many different sittings of each outcome are played.
const sittings = 16

// prepare plays the sittings of a module by the rules of package assessments.
func prepare(ctx context.Context, c flow.Course) (course, error) {
	out := course{Course: c}
	if c.Exam == nil {
		return out, nil
	}
	for i := range 2 * sittings {
		desk := &desk{}
		service := &assessments.Service{Store: desk, Clock: func() time.Time { return time.UnixMilli(0).UTC() },
			Rand: func() uint64 { return uint64(i)*0x9e3779b97f4a7c15 + 1 }}
		if _, err := service.Start(ctx, "", string(c.ID), 1, string(c.Hash), c.Exam); err != nil {
			return out, fmt.Errorf("sitting of %s: %w", c.ID, err)
		}
		a, err := answered(desk.attempt, c.Exam, i%2 == 0)
		if err != nil {
			return out, fmt.Errorf("sitting of %s: %w", c.ID, err)
		}
		if a.Result.Passed {
			out.passed = append(out.passed, a)
		} else {
			out.failed = append(out.failed, a)
		}
	}
	if len(out.passed) == 0 || len(out.failed) == 0 {
		return out, fmt.Errorf("%s: every sitting ends alike", c.ID)
	}
	return out, nil
}

// answered answers all questions rightly, or only every third.
func answered(a assessments.Attempt, exam *assessments.Assessment, rightly bool) (assessments.Attempt, error) {
	asked, err := exam.Ask(&a)
	if err != nil {
		return a, err
	}
	form := make(map[string][]string)
	for i, q := range asked {
		if rightly || i%3 == 0 {
			q.View(assessments.ViewOptions{Seed: a.Seed, Reveal: true}).Solve(form)
		}
	}
	answers, err := assessments.ParseForm(asked, a.Seed, form)
	if err != nil {
		return a, err
	}
	a.Answers = make(map[assessments.QuestionID]assessments.Answer)
	for id, answer := range answers {
		if len(answer) > 0 {
			a.Answers[id] = answer
		}
	}
	r, err := exam.Mark(&a)
	a.Result = &r
	return a, err
}

// A desk is the store of a single attempt that nobody keeps.
type desk struct {
	assessments.Store
	attempt assessments.Attempt
}

func (d *desk) Attempts(context.Context, string, string, int) ([]assessments.Attempt, error) {
	return nil, nil
}

func (d *desk) StartAttempt(_ context.Context, a assessments.Attempt) error {
	d.attempt = a
	return nil
}

// A press is the ledger of a single certificate that nobody keeps.
type press struct {
	certs.Store
	entry certs.Entry
}

func (p *press) ByKey(context.Context, certs.Key) (certs.Certificate, error) {
	return certs.Certificate{}, certs.ErrNotFound
}

func (p *press) Issue(_ context.Context, c certs.Certificate, pdf []byte) (certs.Certificate, error) {
	p.entry = certs.Entry{Certificate: c, PDF: pdf}
	return c, nil
}

// request asks for the certificate of a completed enrolment, as package flow does.
func (c *course) request(holder string, e courses.Enrolment) certs.Request {
	kind := certs.Attended
	if c.Exam != nil {
		kind = certs.Assessed
	}
	return certs.Request{
		Key: certs.Key{Person: e.Person, Subject: string(e.Module), Cycle: e.Cycle}, Kind: kind, Language: "de", Holder: holder,
		Achievement: certs.Achievement{
			Title: c.Title, Version: c.Module.Version, ContentHash: string(c.Hash), Minutes: c.Minutes(), Objectives: c.Objectives,
			Competences: c.Competences, LegalBases: c.LegalBases, From: e.EnrolledAt, Until: e.CompletedAt,
		},
		ValidMonths: c.ValidMonths,
	}
}

// errNoModules reports a catalogue without modules.
var errNoModules = errors.New("there is no module to learn")
