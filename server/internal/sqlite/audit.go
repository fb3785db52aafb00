package sqlite

import (
	"context"
	"fmt"

	"lernamt/server/internal/audit"
)

type auditStore struct{ db *DB }

// Append implements [audit.Store].
func (s auditStore) Append(ctx context.Context, entries ...audit.Entry) error {
	if len(entries) == 0 {
		return ctx.Err()
	}
	return s.db.write(ctx, func(c *conn) error {
		for _, e := range entries {
			if err := appendEntry(c, e); err != nil {
				return fmt.Errorf("audit entry %s: %w", e.ID, err)
			}
		}
		return nil
	})
}

func appendEntry(c *conn, e audit.Entry) error {
	added, err := c.exec("INSERT INTO audit_entry (id, at, actor, role, action, object) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		e.ID, e.At, e.Actor, e.Role, e.Action, e.Object)
	if err != nil || added == 0 {
		return err
	}
	for _, account := range e.Subjects {
		if _, err := c.exec("INSERT INTO audit_subject (account, entry) VALUES (?, ?) ON CONFLICT DO NOTHING", account, e.ID); err != nil {
			return err
		}
	}
	return nil
}

// About implements [audit.Store].
func (s auditStore) About(ctx context.Context, account, before string, limit int) (list []audit.Entry, err error) {
	const newest = `SELECT e.id, e.at, e.actor, e.role, e.action, e.object FROM audit_subject s JOIN audit_entry e ON e.id = s.entry
		WHERE s.account = ? `
	scan := func(r row) (audit.Entry, error) {
		return audit.Entry{
			ID: r.text(0), At: r.time(1), Actor: r.text(2), Role: r.text(3), Action: audit.Action(r.text(4)), Object: r.text(5),
			Subjects: []string{account},
		}, nil
	}
	err = s.db.read(ctx, func(c *conn) (err error) {
		if before == "" {
			list, err = all(ctx, c, scan, newest+"ORDER BY s.entry DESC LIMIT ?", account, max(limit, 0))
		} else {
			list, err = all(ctx, c, scan, newest+"AND s.entry < ? ORDER BY s.entry DESC LIMIT ?", account, before, max(limit, 0))
		}
		return err
	})
	return list, err
}
