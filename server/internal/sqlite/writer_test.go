package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"lernamt/server/internal/audit"
	"lernamt/server/internal/people"
)

// insertUnit returns a write that inserts a unit.
func insertUnit(id string) func(*conn) error {
	return func(c *conn) error {
		_, err := c.exec("INSERT INTO unit (id, parent, name) VALUES (?, '', '')", id)
		return err
	}
}

// units returns the IDs of all units, joined by commas.
func units(t *testing.T, db *DB) string {
	t.Helper()
	list, err := db.People().Units(t.Context())
	must(t, err)
	ids := make([]string, len(list))
	for i, u := range list {
		ids[i] = string(u.ID)
	}
	return strings.Join(ids, ",")
}

// batch commits writes together, outside of the loop, and returns the error of each and of the whole.
func batch(ctx context.Context, t *testing.T, db *DB, runs ...func(*conn) error) ([]error, error) {
	t.Helper()
	jobs := make([]*write, len(runs))
	for i, run := range runs {
		jobs[i] = &write{ctx: ctx, run: run, reply: make(chan error, 1)}
	}
	must(t, db.write(t.Context(), func(*conn) error { return nil })) // the loop is idle from here on
	whole := db.writer.commit(jobs)
	errs := make([]error, len(jobs))
	for i, job := range jobs {
		errs[i] = job.err
	}
	return errs, whole
}

func TestFailingWriteIsUndoneAlone(t *testing.T) {
	db := fresh(t)
	refused := errors.New("refused")
	errs, whole := batch(t.Context(), t, db,
		insertUnit("a"),
		func(c *conn) error { return errors.Join(insertUnit("half")(c), refused) },
		insertUnit("b"),
		insertUnit("a"),
		insertUnit("c"),
	)
	if whole != nil {
		t.Fatalf("commit: %v", whole)
	}
	for i, want := range []error{nil, refused, nil, errTaken, nil} {
		if !errors.Is(errs[i], want) {
			t.Errorf("write %d error = %v, want %v", i, errs[i], want)
		}
	}
	if got := units(t, db); got != "a,b,c" {
		t.Errorf("units = %s, want a,b,c", got)
	}
}

func TestLostTransactionFailsAll(t *testing.T) {
	// SQLite may give up a whole transaction, which a write can only imitate by ending it.
	for _, failure := range []error{ErrFull, nil} {
		db := fresh(t)
		_, whole := batch(t.Context(), t, db,
			insertUnit("a"),
			func(c *conn) error { return errors.Join(failure, c.script("ROLLBACK")) },
			insertUnit("b"),
		)
		if whole == nil || !errors.Is(whole, failure) && failure != nil {
			t.Errorf("commit error = %v, want %v or at least one", whole, failure)
		}
		if got := units(t, db); got != "" {
			t.Errorf("units = %s, want none: nothing may be kept that was refused", got)
		}
		must(t, db.write(t.Context(), insertUnit("later")))
	}
}

func TestFullDisk(t *testing.T) {
	db := fresh(t)
	must(t, db.write(t.Context(), func(c *conn) error {
		pages, err := one(c, nil, number, "PRAGMA page_count")
		if err != nil {
			return err
		}
		_, err = one(c, nil, number, fmt.Sprintf("PRAGMA max_page_count = %d", pages+1))
		return err
	}))
	big := people.Unit{ID: "big", Name: strings.Repeat("x", 1<<20)}
	if err := db.People().CreateUnit(t.Context(), big); !errors.Is(err, ErrFull) {
		t.Errorf("CreateUnit(too big) error = %v, want ErrFull", err)
	}
	must(t, db.People().CreateUnit(t.Context(), people.Unit{ID: "small"}))
	if got := units(t, db); got != "small" {
		t.Errorf("units = %s, want small", got)
	}
	whole(t, db)
}

// TestWithdrawnWrite lets the context of a waiting write end while another is being written.
func TestWithdrawnWrite(t *testing.T) {
	db := fresh(t)
	entered, leave := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		must(t, db.write(t.Context(), func(c *conn) error {
			close(entered)
			<-leave
			return insertUnit("first")(c)
		}))
	})
	<-entered
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := db.write(ctx, insertUnit("withdrawn")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("write error = %v, want DeadlineExceeded", err)
	}
	if got := units(t, db); got != "" {
		t.Errorf("a reader saw %s before the commit", got) // and did not wait for it
	}
	close(leave)
	wg.Wait()
	must(t, db.write(t.Context(), insertUnit("last")))
	if got := units(t, db); got != "first,last" {
		t.Errorf("units = %s, want first,last", got)
	}
}

// TestTakenWriteIsWaitedFor ends the context of a write that has begun: the answer is its outcome.
func TestTakenWriteIsWaitedFor(t *testing.T) {
	db := fresh(t)
	ctx, cancel := context.WithCancel(t.Context())
	must(t, db.write(ctx, func(c *conn) error {
		cancel()
		time.Sleep(20 * time.Millisecond)
		return insertUnit("a")(c)
	}))
	if got := units(t, db); got != "a" {
		t.Errorf("units = %s, want a", got)
	}
}

// TestWithdrawnInBatch ends the context of a write after it was gathered and before its turn.
func TestWithdrawnInBatch(t *testing.T) {
	db := fresh(t)
	ctx, cancel := context.WithCancel(t.Context())
	errs, whole := batch(ctx, t, db,
		func(c *conn) error { cancel(); return insertUnit("a")(c) },
		insertUnit("b"),
	)
	if whole != nil || errs[0] != nil || !errors.Is(errs[1], context.Canceled) {
		t.Errorf("commit errors = %v, %v, want the second cancelled", whole, errs)
	}
	if got := units(t, db); got != "a" {
		t.Errorf("units = %s, want a", got)
	}
}

func TestClosed(t *testing.T) {
	db := fresh(t)
	must(t, db.Ping(t.Context()))
	must(t, db.Close())
	must(t, db.Close())
	if err := db.Ping(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("Ping error = %v, want ErrClosed", err)
	}
	if err := db.Audit().Append(t.Context(), audit.Entry{ID: "a"}); !errors.Is(err, ErrClosed) {
		t.Errorf("Append error = %v, want ErrClosed", err)
	}
}

// TestCloseUnderLoad closes while many write: each write is either kept or refused.
func TestCloseUnderLoad(t *testing.T) {
	dir := t.TempDir()
	db := open(t, dir+"/lernamt.db")
	kept := make([]bool, 64)
	var wg sync.WaitGroup
	for i := range kept {
		wg.Go(func() {
			for n := 0; n < 3; n++ {
				err := db.write(t.Context(), insertUnit(fmt.Sprintf("%02d-%d", i, n)))
				if err != nil && !errors.Is(err, ErrClosed) {
					t.Errorf("write error = %v, want ErrClosed", err)
				}
				kept[i] = err == nil || n > 0 && kept[i]
			}
		})
	}
	must(t, db.Close())
	wg.Wait()
	again := open(t, dir+"/lernamt.db")
	got := units(t, again)
	for i, ok := range kept {
		if ok != strings.Contains(got, fmt.Sprintf("%02d-", i)) {
			t.Errorf("client %d: acknowledged = %v, units %s", i, ok, got)
		}
	}
}
