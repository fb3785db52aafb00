package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"reflect"
	"time"

	"modernc.org/sqlite"
)

// A conn is one connection with its prepared statements. It is used by one goroutine at a time.
//
// It stands on the driver's own interface instead of database/sql, which would cost a lesson page as
// much time as SQLite itself.
type conn struct {
	driver.Conn
	statements map[string]statement
	values     []driver.Value // room for one row
}

type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// dial opens a connection to the file and sets the pragmas.
func dial(path string, pragmas ...string) (*conn, error) {
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath()
	plain, err := new(sqlite.Driver).Open(dsn)
	if err != nil {
		return nil, translate(err)
	}
	c := &conn{Conn: plain, statements: map[string]statement{}}
	for _, pragma := range pragmas {
		if err := c.script("PRAGMA " + pragma); err != nil {
			return nil, errors.Join(err, c.close())
		}
	}
	return c, nil
}

func (c *conn) close() error {
	var errs []error
	for _, s := range c.statements {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, c.Conn.Close())...)
}

// script runs any number of statements without arguments.
func (c *conn) script(sql string) error {
	_, err := c.Conn.(driver.ExecerContext).ExecContext(context.Background(), sql, nil)
	return translate(err)
}

func (c *conn) prepare(sql string) (statement, error) {
	if s, ok := c.statements[sql]; ok {
		return s, nil
	}
	plain, err := c.Conn.Prepare(sql)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", sql, err)
	}
	s, ok := plain.(statement)
	if !ok {
		return nil, fmt.Errorf("prepare %q: the driver's %T does not take contexts", sql, plain)
	}
	c.statements[sql] = s
	return s, nil
}

// exec runs a statement and returns how many rows it changed. It runs to its end: a write that began is
// undone by its savepoint, not interrupted.
func (c *conn) exec(sql string, args ...any) (int64, error) {
	s, err := c.prepare(sql)
	if err != nil {
		return 0, translate(err)
	}
	result, err := s.ExecContext(context.Background(), bind(args))
	if err != nil {
		return 0, translate(err)
	}
	return result.RowsAffected()
}

// all returns what scan makes of each row.
func all[T any](ctx context.Context, c *conn, scan func(row) (T, error), sql string, args ...any) (list []T, err error) {
	s, err := c.prepare(sql)
	if err != nil {
		return nil, translate(err)
	}
	rows, err := s.QueryContext(ctx, bind(args))
	if err != nil {
		if interrupted(err) {
			return nil, ctx.Err()
		}
		return nil, translate(err)
	}
	defer func() {
		if closing := rows.Close(); err == nil {
			err = translate(closing)
		}
	}()
	values := c.room(len(rows.Columns()))
	for {
		switch err := rows.Next(values); {
		case errors.Is(err, io.EOF):
			return list, nil
		case err != nil:
			return nil, translate(err)
		}
		item, err := scan(values)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
}

// one returns what scan makes of the first row, or missing if there is none. It looks at no context, which
// costs more than finding a row by its key does.
func one[T any](c *conn, missing error, scan func(row) (T, error), sql string, args ...any) (item T, err error) {
	s, err := c.prepare(sql)
	if err != nil {
		return item, translate(err)
	}
	rows, err := s.QueryContext(context.Background(), bind(args))
	if err != nil {
		return item, translate(err)
	}
	values := c.room(len(rows.Columns()))
	switch err = rows.Next(values); {
	case errors.Is(err, io.EOF):
		err = missing
	case err != nil:
		err = translate(err)
	default:
		item, err = scan(values)
	}
	if closing := rows.Close(); err == nil {
		err = translate(closing)
	}
	return item, err
}

func (c *conn) room(columns int) row {
	if cap(c.values) < columns {
		c.values = make([]driver.Value, columns)
	}
	return c.values[:columns]
}

// bind turns arguments into what SQLite stores: text, bytes, integers, and NULL for the zero time.
func bind(args []any) []driver.NamedValue {
	values := make([]driver.NamedValue, len(args))
	for i, arg := range args {
		values[i] = driver.NamedValue{Ordinal: i + 1, Value: value(arg)}
	}
	return values
}

func value(arg any) driver.Value {
	switch arg := arg.(type) {
	case string, []byte, int64, nil:
		return arg
	case int:
		return int64(arg)
	case uint64:
		return int64(arg) // the same 64 bits
	case bool:
		if arg {
			return int64(1)
		}
		return int64(0)
	case time.Time:
		if arg.IsZero() {
			return nil
		}
		return arg.UnixMilli()
	}
	return reflect.ValueOf(arg).String() // the domains' identifiers are kinds of strings
}

// A row is one row of a result, valid until the next is read.
type row []driver.Value

func (r row) text(i int) string {
	s, _ := r[i].(string)
	return s
}

func (r row) bytes(i int) []byte {
	b, _ := r[i].([]byte)
	return b
}

func (r row) int(i int) int {
	n, _ := r[i].(int64)
	return int(n)
}

func (r row) time(i int) time.Time {
	if ms, ok := r[i].(int64); ok {
		return time.UnixMilli(ms).UTC()
	}
	return time.Time{}
}

func number(r row) (int, error) { return r.int(0), nil }

func text(r row) (string, error) { return r.text(0), nil }
