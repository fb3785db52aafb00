package flow

import (
	"context"
	"errors"
	"slices"
	"time"

	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/people"
)

// ErrProgrammeOpen reports that not every module of a programme is fulfilled.
var ErrProgrammeOpen = errors.New("flow: a module of the programme is open")

// ProgrammeSubject returns the subject under which the ledger keeps certificates of the programme. No
// module has such an ID.
func ProgrammeSubject(id courses.ProgrammeID) string { return "programm:" + string(id) }

// Programme returns the programme with those of its modules that are on offer, or courses.ErrNotFound.
func (c *Catalogue) Programme(id courses.ProgrammeID) (courses.Programme, error) {
	all := c.Programmes()
	i := slices.IndexFunc(all, func(p courses.Programme) bool { return p.ID == id })
	if i < 0 {
		return courses.Programme{}, courses.ErrNotFound
	}
	return all[i], nil
}

// ProgrammeKey returns the key of the certificate of the programme that a person has earned: all its modules are
// fulfilled and none of their certificates was revoked. Duties and certificates are all that the person has.
// Whoever fulfils one of the modules anew begins a new cycle.
func (f *Flow) ProgrammeKey(person string, p courses.Programme, duties []Duty, issued []certs.Certificate) (certs.Key, bool) {
	key := certs.Key{Person: person, Subject: ProgrammeSubject(p.ID), Cycle: 1}
	parts, ok := programmeParts(p, duties)
	for _, d := range parts {
		e := d.Enrolment
		key.Cycle += e.Cycle - 1
		ok = ok && slices.ContainsFunc(issued, func(c certs.Certificate) bool {
			return c.Subject == string(e.Module) && c.Cycle == e.Cycle && c.Ended.At.IsZero()
		})
	}
	until := f.programmeEnd(p, parts)
	return key, ok && (until.IsZero() || f.Clock().Before(until))
}

// programmeParts returns the duties that are the programme's modules, in its order, if all are fulfilled.
func programmeParts(p courses.Programme, duties []Duty) ([]Duty, bool) {
	var parts []Duty
	for _, id := range p.Modules {
		i := slices.IndexFunc(duties, func(d Duty) bool { return d.Course.ID == id })
		if i < 0 || duties[i].State != Fulfilled {
			return nil, false
		}
		parts = append(parts, duties[i])
	}
	return parts, len(parts) > 0
}

// programmeEnd returns the time from which the programme counts no more: when the first of its modules does, or
// when it is to be repeated. It is zero if that never comes.
func (f *Flow) programmeEnd(p courses.Programme, parts []Duty) time.Time {
	var end, last time.Time
	for _, d := range parts {
		until := f.ValidUntil(d.Course.Module, d.Enrolment)
		if !until.IsZero() && (end.IsZero() || until.Before(end)) {
			end = until
		}
		if d.Enrolment.CompletedAt.After(last) {
			last = d.Enrolment.CompletedAt
		}
	}
	if p.EveryMonths > 0 {
		if repeat := f.Certs.ValidUntil(last, p.EveryMonths); end.IsZero() || repeat.Before(end) {
			end = repeat
		}
	}
	return end
}

// CertifyProgramme returns the certificate of the programme for the account, issuing it unless that has
// happened in this cycle; [ErrProgrammeOpen] while something is missing. The language is de or en.
func (f *Flow) CertifyProgramme(ctx context.Context, account *people.Account, p courses.Programme, language string) (certs.Certificate, error) {
	duties, err := f.Duties(ctx, account)
	if err != nil {
		return certs.Certificate{}, err
	}
	issued, err := f.Certs.Store.Of(ctx, string(account.ID))
	if err != nil {
		return certs.Certificate{}, err
	}
	key, ok := f.ProgrammeKey(string(account.ID), p, duties, issued)
	if !ok {
		return certs.Certificate{}, ErrProgrammeOpen
	}
	parts, _ := programmeParts(p, duties)
	r := certs.Request{
		Key: key, Kind: certs.Assessed, Language: language, Holder: account.Name(), ValidUntil: f.programmeEnd(p, parts),
		Achievement: certs.Achievement{Title: p.Title},
	}
	for _, d := range parts {
		course, err := f.Catalogue.Version(ctx, d.Course.ID, d.Enrolment.Version) // as it was learnt
		if err != nil {
			return certs.Certificate{}, err
		}
		if course.Exam == nil {
			r.Kind = certs.Attended
		}
		r.Modules = append(r.Modules, certs.Part{Title: course.Title, Minutes: course.Minutes()})
		r.Minutes += course.Minutes()
		if e := d.Enrolment; r.From.IsZero() || e.EnrolledAt.Before(r.From) {
			r.From = e.EnrolledAt
		}
		if d.Enrolment.CompletedAt.After(r.Until) {
			r.Until = d.Enrolment.CompletedAt
		}
	}
	return f.Certs.Issue(ctx, r)
}
