package backup

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/people"
)

// A Store is what is backed up and restored.
type Store interface {
	Courses() courses.Store
	Assessments() assessments.Store
	Certs() certs.Store
	People() people.Store
	Audit() audit.Store

	// Describe says what keeps the data.
	Describe() string
	// Records returns about how many records there are.
	Records(context.Context) (int, error)
	// Note returns what was noted under the name, "" if nothing was. SetNote replaces it; "" removes it.
	Note(ctx context.Context, name string) (string, error)
	SetNote(ctx context.Context, name, text string) error
	// Bulk prepares for much that is to be written.
	Bulk(context.Context) error
	// Clear removes everything but the notes.
	Clear(context.Context) error
}

// A kind is one kind of records.
type kind interface {
	name() string
	batch() int // how many records are read or written at once

	// walk yields pages of all records by ascending key.
	walk(ctx context.Context, s Store, yield func(page []any) error) error
	// decode reads one record as the file holds it.
	decode(line []byte) (any, error)
	// load writes records.
	load(ctx context.Context, s Store, records []any) error
}

// kinds are in the order of the file: those that refer come before those that are referred to.
var kinds = []kind{
	kindOf[auditEntry]{"audit", 500, exportAudit, importAudit},
	kindOf[attempt]{"attempt", 500, exportAttempts, importAttempts},
	kindOf[enrolment]{"enrolment", 1000, exportEnrolments, importEnrolments},
	certificates{kindOf[certificate]{"certificate", 64, exportCertificates, importCertificates}},
	kindOf[assignment]{"assignment", 500, exportAssignments, importAssignments},
	kindOf[account]{"account", 1000, exportAccounts, importAccounts},
	kindOf[unit]{"unit", 500, exportUnits, importUnits},
	kindOf[version]{"version", 1, exportVersions, importVersions}, // a whole module with its media
}

// kindOf is the kind whose records are T. Its functions translate between T and the domain.
type kindOf[T any] struct {
	label    string
	size     int
	exported func(ctx context.Context, s Store, after T, limit int) ([]T, error) // the zero T is before the first
	imported func(ctx context.Context, s Store, list []T) error
}

func (k kindOf[T]) name() string { return k.label }

func (k kindOf[T]) batch() int { return k.size }

func (k kindOf[T]) walk(ctx context.Context, s Store, yield func([]any) error) error {
	var after T
	for {
		list, err := k.exported(ctx, s, after, k.size)
		if err != nil {
			return fmt.Errorf("read %s: %w", k.label, err)
		}
		if len(list) == 0 {
			return nil
		}
		after = list[len(list)-1]
		page := make([]any, len(list))
		for i := range list {
			page[i] = &list[i]
		}
		if err := yield(page); err != nil {
			return err
		}
	}
}

func (k kindOf[T]) decode(line []byte) (any, error) {
	record := new(T)
	return record, strict(line, record)
}

func (k kindOf[T]) load(ctx context.Context, s Store, records []any) error {
	list := make([]T, len(records))
	for i, r := range records {
		list[i] = *r.(*T) // from decode or walk of the same kind
	}
	if err := k.imported(ctx, s, list); err != nil {
		return fmt.Errorf("write %s: %w", k.label, err)
	}
	return nil
}

// each translates a list and passes on the error that came with it.
func each[A, B any](list []A, err error, turn func(A) B) ([]B, error) {
	out := make([]B, len(list))
	for i := range list {
		out[i] = turn(list[i])
	}
	return out, err
}

func exportEnrolments(ctx context.Context, s Store, after enrolment, limit int) ([]enrolment, error) {
	list, err := s.Courses().ExportEnrolments(ctx, after.domain().Key, limit)
	return each(list, err, fromEnrolment)
}

func importEnrolments(ctx context.Context, s Store, list []enrolment) error {
	all, _ := each(list, nil, enrolment.domain)
	return s.Courses().ImportEnrolments(ctx, all...)
}

func exportAttempts(ctx context.Context, s Store, after attempt, limit int) ([]attempt, error) {
	list, err := s.Assessments().Export(ctx, after.ID, limit)
	return each(list, err, fromAttempt)
}

func importAttempts(ctx context.Context, s Store, list []attempt) error {
	all, _ := each(list, nil, attempt.domain)
	return s.Assessments().Import(ctx, all...)
}

func exportCertificates(ctx context.Context, s Store, after certificate, limit int) ([]certificate, error) {
	list, err := s.Certs().Export(ctx, after.Number, limit)
	return each(list, err, fromEntry)
}

func importCertificates(ctx context.Context, s Store, list []certificate) error {
	all, _ := each(list, nil, certificate.domain)
	return s.Certs().Import(ctx, all...)
}

func exportAccounts(ctx context.Context, s Store, after account, limit int) ([]account, error) {
	list, err := s.People().ExportAccounts(ctx, after.ID, limit)
	return each(list, err, fromAccount)
}

func importAccounts(ctx context.Context, s Store, list []account) error {
	all, _ := each(list, nil, account.domain)
	return s.People().ImportAccounts(ctx, all...)
}

func exportAudit(ctx context.Context, s Store, after auditEntry, limit int) ([]auditEntry, error) {
	list, err := s.Audit().Export(ctx, after.ID, limit)
	return each(list, err, func(e audit.Entry) auditEntry { return auditEntry(e) })
}

func importAudit(ctx context.Context, s Store, list []auditEntry) error {
	all, _ := each(list, nil, func(e auditEntry) audit.Entry { return audit.Entry(e) })
	return s.Audit().Append(ctx, all...)
}

func exportVersions(ctx context.Context, s Store, after version, limit int) ([]version, error) {
	list, err := s.Courses().ExportVersions(ctx, after.Hash, limit)
	if err != nil {
		return nil, err
	}
	all := make([]version, len(list))
	for i, v := range list {
		_, files, err := s.Courses().Version(ctx, v.Hash)
		if err != nil {
			return nil, err
		}
		for path, content := range files {
			if content == nil { // would be null instead of no bytes
				files[path] = []byte{}
			}
		}
		all[i] = version{v.Hash, v.Module, v.Number, v.Published, files}
	}
	return all, nil
}

func importVersions(ctx context.Context, s Store, list []version) error {
	for _, v := range list {
		err := s.Courses().Publish(ctx, courses.Version{Module: v.Module, Number: v.Number, Hash: v.Hash, Published: v.Published}, v.Files)
		if err != nil {
			return err
		}
	}
	return nil
}

// Units and assignments are few and read as a whole; what was there before is passed over.
func exportUnits(ctx context.Context, s Store, after unit, limit int) ([]unit, error) {
	list, err := s.People().Units(ctx)
	all, err := each(list, err, func(u people.Unit) unit { return unit(u) })
	return following(all, limit, func(u unit) bool { return u.ID > after.ID }), err
}

func importUnits(ctx context.Context, s Store, list []unit) error {
	for _, u := range list {
		if err := s.People().CreateUnit(ctx, people.Unit(u)); err != nil && !errors.Is(err, people.ErrExists) {
			return err // what exists but differs shows when everything is read back
		}
	}
	return nil
}

func exportAssignments(ctx context.Context, s Store, after assignment, limit int) ([]assignment, error) {
	list, err := s.People().Assignments(ctx)
	all, err := each(list, err, func(a people.Assignment) assignment { return assignment(a) })
	slices.SortFunc(all, func(a, b assignment) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return following(all, limit, func(a assignment) bool { return a.ID > after.ID }), err
}

func importAssignments(ctx context.Context, s Store, list []assignment) error {
	for _, a := range list {
		if err := s.People().CreateAssignment(ctx, people.Assignment(a)); err != nil && !errors.Is(err, people.ErrExists) {
			return err
		}
	}
	return nil
}

// following returns up to limit of the ordered records from the first that is wanted on.
func following[T any](list []T, limit int, wanted func(T) bool) []T {
	i := slices.IndexFunc(list, wanted)
	if i < 0 {
		return nil
	}
	return list[i:min(i+limit, len(list))]
}
