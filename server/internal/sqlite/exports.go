package sqlite

import (
	"context"
	"fmt"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/people"
)

// ExportVersions implements [courses.Store].
func (s courseStore) ExportVersions(ctx context.Context, after courses.Hash, limit int) ([]courses.Version, error) {
	return export(ctx, s.db, scanVersion, selectVersion+"WHERE hash > ? ORDER BY hash LIMIT ?", after, max(limit, 0))
}

// ExportEnrolments implements [courses.Store].
func (s courseStore) ExportEnrolments(ctx context.Context, after courses.Key, limit int) ([]courses.Enrolment, error) {
	return export(ctx, s.db, scanEnrolment, selectEnrolment+"WHERE (person, module, cycle) > (?, ?, ?) ORDER BY person, module, cycle LIMIT ?",
		after.Person, after.Module, after.Cycle, max(limit, 0))
}

// Export implements [assessments.Store].
func (s attemptStore) Export(ctx context.Context, after assessments.AttemptID, limit int) ([]assessments.Attempt, error) {
	return export(ctx, s.db, scanAttempt, selectAttempt+"WHERE id > ? ORDER BY id LIMIT ?", after, max(limit, 0))
}

// Export implements [certs.Store].
func (s ledger) Export(ctx context.Context, after certs.Number, limit int) ([]certs.Entry, error) {
	return export(ctx, s.db, scanEntry, "SELECT "+certificateColumns+`, pdf FROM certificate JOIN certificate_pdf USING (number)
		WHERE number > ? ORDER BY number LIMIT ?`, after, max(limit, 0))
}

func scanEntry(r row) (certs.Entry, error) {
	c, err := scanCertificate(r)
	return certs.Entry{Certificate: c, PDF: r.bytes(30)}, err
}

// ExportAccounts implements [people.Store].
func (s peopleStore) ExportAccounts(ctx context.Context, after people.AccountID, limit int) ([]people.Account, error) {
	return export(ctx, s.db, scanAccount, selectAccount+"WHERE id > ? ORDER BY id LIMIT ?", after, max(limit, 0))
}

// Export implements [audit.Store].
func (s auditStore) Export(ctx context.Context, after string, limit int) ([]audit.Entry, error) {
	return export(ctx, s.db, scanAuditEntry, `SELECT id, at, actor, role, action, object,
		(SELECT json_group_array(account ORDER BY account) FROM audit_subject WHERE entry = audit_entry.id)
		FROM audit_entry WHERE id > ? ORDER BY id LIMIT ?`, after, max(limit, 0))
}

func scanAuditEntry(r row) (audit.Entry, error) {
	e := audit.Entry{ID: r.text(0), At: r.time(1), Actor: r.text(2), Role: r.text(3), Action: audit.Action(r.text(4)), Object: r.text(5)}
	if err := decode(r.text(6), &e.Subjects); err != nil {
		return e, fmt.Errorf("subjects of audit entry %s: %w", e.ID, err)
	}
	return e, nil
}

func export[T any](ctx context.Context, db *DB, scan func(row) (T, error), sql string, args ...any) (list []T, err error) {
	err = db.read(ctx, func(c *conn) (err error) {
		list, err = all(ctx, c, scan, sql, args...)
		return err
	})
	return list, err
}
