package flow

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/people"
)

// settle issues the certificate and completes the enrolment if nothing is missing. The certificate comes
// first, so that an enrolment that a crash left behind is still open and found by Repair.
func (f *Flow) settle(ctx context.Context, e courses.Enrolment) (Standing, error) {
	s, err := f.standing(ctx, e)
	if err != nil || !s.Open.Complete() || !e.CompletedAt.IsZero() {
		return s, err
	}
	e.CompletedAt = f.Clock()
	s.Enrolment = &e
	certificate, err := f.issue(ctx, s)
	var glyph *certs.GlyphError
	switch {
	case errors.As(err, &glyph), errors.Is(err, certs.ErrIncomplete):
		// The module is complete all the same; the person sees why there is no certificate yet.
		f.Log.LogAttrs(ctx, slog.LevelWarn, "certificate cannot be drawn", slog.String("account", e.Person), slog.Any("error", err))
	case err != nil:
		return s, err
	default:
		e.CompletedAt = certificate.IssuedAt
	}
	return s, f.Courses.Store.Complete(ctx, e.Key, e.CompletedAt)
}

// settleAttempt does what follows from a marked attempt and notes that it is done.
func (f *Flow) settleAttempt(ctx context.Context, a assessments.Attempt) error {
	if a.Settled || a.Result == nil {
		return nil
	}
	if a.Result.Passed {
		e, err := f.Courses.Store.Enrolment(ctx, courses.Key{Person: a.Person, Module: courses.ModuleID(a.Module), Cycle: a.Cycle})
		if err != nil {
			return err
		}
		if _, err := f.settle(ctx, e); err != nil {
			return err
		}
	}
	return f.Assessments.Store.Settle(ctx, a.ID)
}

// issue issues the certificate of a completed enrolment, once.
func (f *Flow) issue(ctx context.Context, s Standing) (certs.Certificate, error) {
	e, m := s.Enrolment, s.Course.Module
	account, err := f.People.Account(ctx, people.AccountID(e.Person))
	if err != nil {
		return certs.Certificate{}, err
	}
	kind := certs.Attended
	if s.Course.Exam != nil {
		kind = certs.Assessed
	}
	return f.Certs.Issue(ctx, certs.Request{
		Key:      certs.Key{Person: e.Person, Subject: string(e.Module), Cycle: e.Cycle},
		Kind:     kind,
		Language: language(m),
		Holder:   account.Name(),
		Achievement: certs.Achievement{
			Title:       m.Title,
			Version:     m.Version,
			ContentHash: string(m.Hash),
			Minutes:     m.Minutes(),
			Objectives:  m.Objectives,
			Competences: m.Competences,
			LegalBases:  m.LegalBases,
			From:        e.EnrolledAt,
			Until:       e.CompletedAt,
		},
		ValidMonths: m.ValidMonths,
	})
}

// language returns the language of the module's certificate: German, unless the module is in English.
func language(m *courses.Module) string {
	if base, _, _ := strings.Cut(m.Language, "-"); base == "en" {
		return base
	}
	return "de"
}

// repairWindow is how far back an enrolment can have been left half settled by a crash.
const repairWindow = 24 * time.Hour

// Repair closes and marks attempts whose time is up and finishes whatever a crash left undone. It
// harms nothing if several nodes do it at once, because each step can be repeated.
func (f *Flow) Repair(ctx context.Context) error {
	const limit = 500
	marked, err := f.Assessments.Finish(ctx, limit, func(module, content string) (*assessments.Assessment, error) {
		course, err := f.Catalogue.Version(ctx, courses.ModuleID(module), courses.Hash(content))
		return course.Exam, err
	})
	failed := []error{err}
	for _, a := range marked {
		failed = append(failed, f.settleAttempt(ctx, a))
	}
	enrolments, err := f.Courses.Store.OpenSince(ctx, f.Clock().Add(-repairWindow), limit)
	failed = append(failed, err)
	for _, e := range enrolments {
		_, err := f.settle(ctx, e)
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// Run repairs at once and then each minute until ctx ends.
func (f *Flow) Run(ctx context.Context) {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		if err := f.Repair(ctx); err != nil && ctx.Err() == nil {
			f.Log.LogAttrs(ctx, slog.LevelError, "repair failed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
