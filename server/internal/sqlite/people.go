package sqlite

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lernamt/server/internal/people"
)

type peopleStore struct{ db *DB }

// CreateUnit implements [people.Store].
func (s peopleStore) CreateUnit(ctx context.Context, u people.Unit) error {
	return s.create(ctx, "unit "+string(u.ID), "INSERT INTO unit (id, parent, name) VALUES (?, ?, ?)", u.ID, u.Parent, u.Name)
}

// create inserts what is named; ErrExists if it is there.
func (s peopleStore) create(ctx context.Context, what, sql string, args ...any) error {
	return s.db.write(ctx, func(c *conn) error {
		_, err := c.exec(sql, args...)
		if errors.Is(err, errTaken) {
			err = fmt.Errorf("%s: %w", what, people.ErrExists)
		}
		return err
	})
}

// Units implements [people.Store].
func (s peopleStore) Units(ctx context.Context) (list []people.Unit, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		list, err = all(ctx, c, func(r row) (people.Unit, error) {
			return people.Unit{ID: people.UnitID(r.text(0)), Parent: people.UnitID(r.text(1)), Name: r.text(2)}, nil
		}, "SELECT id, parent, name FROM unit ORDER BY id")
		return err
	})
	return list, err
}

const selectAccount = "SELECT id, email, given, family, unit, grants, language, password, created, left_at FROM account "

func scanAccount(r row) (people.Account, error) {
	a := people.Account{
		ID: people.AccountID(r.text(0)), Email: r.text(1), Given: r.text(2), Family: r.text(3), Unit: people.UnitID(r.text(4)),
		Language: r.text(6), Password: r.text(7), CreatedAt: r.time(8), LeftAt: r.time(9),
	}
	if r.text(5) == "[]" {
		return a, nil // most people hold no role
	}
	if err := decode(r.text(5), &a.Grants); err != nil {
		return a, fmt.Errorf("grants of account %s: %w", a.ID, err)
	}
	return a, nil
}

// CreateAccount implements [people.Store].
func (s peopleStore) CreateAccount(ctx context.Context, a people.Account) error {
	values, err := accountValues(a)
	if err != nil {
		return err
	}
	return s.create(ctx, "account "+string(a.ID),
		`INSERT INTO account (id, email, folded, given, family, sort_key, unit, grants, language, password, created, left_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, values...)
}

func accountValues(a people.Account) ([]any, error) {
	grants, err := array(a.Grants)
	return []any{
		a.ID, a.Email, people.FoldEmail(a.Email), a.Given, a.Family, a.SortKey(), a.Unit, grants, a.Language, a.Password, a.CreatedAt, a.LeftAt,
	}, err
}

// Account implements [people.Store].
func (s peopleStore) Account(ctx context.Context, id people.AccountID) (people.Account, error) {
	a, err := s.db.accounts.find(ctx, id, func() (people.Account, error) {
		return s.find(ctx, "account "+string(id), "WHERE id = ?", string(id))
	})
	a.Grants = slices.Clone(a.Grants)
	return a, err
}

// AccountByEmail implements [people.Store].
func (s peopleStore) AccountByEmail(ctx context.Context, address string) (people.Account, error) {
	return s.find(ctx, "account by address", "WHERE folded = ?", people.FoldEmail(address))
}

func (s peopleStore) find(ctx context.Context, what, where, key string) (a people.Account, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		a, err = one(c, people.ErrNotFound, scanAccount, selectAccount+where, key)
		return err
	})
	if errors.Is(err, people.ErrNotFound) {
		err = fmt.Errorf("%s: %w", what, err)
	}
	return a, err
}

// AccountsIn implements [people.Store].
func (s peopleStore) AccountsIn(ctx context.Context, units []people.UnitID, after people.Cursor, limit int) (list []people.Account, err error) {
	asked, err := array(units)
	if err != nil {
		return nil, err
	}
	err = s.db.read(ctx, func(c *conn) (err error) {
		list, err = all(ctx, c, scanAccount, selectAccount+`WHERE unit IN (SELECT value FROM json_each(?)) AND (sort_key, id) > (?, ?)
			ORDER BY sort_key, id LIMIT ?`, asked, after.SortKey, after.ID, max(limit, 0))
		return err
	})
	return list, err
}

// CountAccounts implements [people.Store].
func (s peopleStore) CountAccounts(ctx context.Context) (n int, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		n, err = one(c, nil, number, "SELECT count(*) FROM account")
		return err
	})
	return n, err
}

// SetPassword implements [people.Store].
func (s peopleStore) SetPassword(ctx context.Context, id people.AccountID, hash string) error {
	return s.change(ctx, id, "UPDATE account SET password = ? WHERE id = ?", hash)
}

// SetLanguage implements [people.Store].
func (s peopleStore) SetLanguage(ctx context.Context, id people.AccountID, language string) error {
	return s.change(ctx, id, "UPDATE account SET language = ? WHERE id = ?", language)
}

func (s peopleStore) change(ctx context.Context, id people.AccountID, sql, text string) error {
	defer s.db.accounts.forget(id)
	return s.db.write(ctx, func(c *conn) error {
		changed, err := c.exec(sql, text, id)
		if err == nil && changed == 0 {
			err = fmt.Errorf("account %s: %w", id, people.ErrNotFound)
		}
		return err
	})
}

// CreateAssignment implements [people.Store].
func (s peopleStore) CreateAssignment(ctx context.Context, a people.Assignment) error {
	units, err := array(a.Units)
	if err != nil {
		return err
	}
	return s.create(ctx, "assignment "+string(a.ID), "INSERT INTO assignment (id, module, units, due, created_by, created) VALUES (?, ?, ?, ?, ?, ?)",
		a.ID, a.Module, units, a.Due, a.CreatedBy, a.CreatedAt)
}

// Assignments implements [people.Store].
func (s peopleStore) Assignments(ctx context.Context) (list []people.Assignment, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		list, err = all(ctx, c, scanAssignment, "SELECT id, module, units, due, created_by, created FROM assignment ORDER BY due, id")
		return err
	})
	return list, err
}

func scanAssignment(r row) (people.Assignment, error) {
	a := people.Assignment{
		ID: people.AssignmentID(r.text(0)), Module: r.text(1), Due: r.time(3), CreatedBy: people.AccountID(r.text(4)), CreatedAt: r.time(5),
	}
	if err := decode(r.text(2), &a.Units); err != nil {
		return a, fmt.Errorf("units of assignment %s: %w", a.ID, err)
	}
	return a, nil
}
