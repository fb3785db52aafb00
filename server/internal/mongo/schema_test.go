package mongo

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"lernamt/server/internal/auth"
	"lernamt/server/internal/auth/authtest"
	"lernamt/server/internal/jobs"
	"lernamt/server/internal/jobs/jobstest"
	"lernamt/server/internal/mongo/mongotest"
)

func connected(t *testing.T, uri string) *DB {
	t.Helper()
	db, err := Open(t.Context(), uri)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close(context.Background()) })
	return db
}

func TestJobs(t *testing.T) {
	jobstest.TestStore(t, func(t *testing.T) jobs.Store { return connected(t, mongotest.URI(t)).Jobs() })
}

// TestAuth runs the contract without the indexes that expire: the server would remove its sessions, which are of a
// day long gone.
func TestAuth(t *testing.T) {
	authtest.TestStore(t, func(t *testing.T) auth.Store {
		db := connected(t, mongotest.URI(t))
		if err := expiring(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		return db.Auth()
	})
}

// steps replaces the upgrades for a test.
func steps(t *testing.T, list ...func(context.Context, *DB) error) {
	released := upgrades
	upgrades = list
	t.Cleanup(func() { upgrades = released })
}

func wantVersion(t *testing.T, db *DB, want int) {
	t.Helper()
	if got, err := db.version(t.Context()); err != nil || got != want {
		t.Errorf("version = %d, %v, want %d", got, err, want)
	}
}

// TestNewer wants a database of a newer release to be refused and left as it is.
func TestNewer(t *testing.T) {
	uri := mongotest.URI(t)
	db := connected(t, uri)
	wantVersion(t, db, len(upgrades))
	newer := len(upgrades) + 1
	if err := db.setVersion(t.Context(), len(upgrades), newer); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), uri); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "newer release") {
		t.Errorf("Open error = %v, want ErrNewer", err)
	}
	if err := db.setVersion(t.Context(), newer-1, newer); !errors.Is(err, jobs.ErrLost) {
		t.Errorf("counting a step twice: %v, want ErrLost", err)
	}
}

// TestUpgradeOnce starts several nodes on a database that needs two steps.
func TestUpgradeOnce(t *testing.T) {
	uri := mongotest.URI(t)
	db := connected(t, uri)
	var taken [2]atomic.Int32
	count := func(i int) func(context.Context, *DB) error {
		return func(context.Context, *DB) error { taken[i].Add(1); return nil }
	}
	steps(t, expiring, count(0), count(1))
	nodes := 4
	if !mongotest.Real() {
		nodes = 1 // the stand-in loses concurrent updates of several connections
	}
	var all sync.WaitGroup
	for range nodes {
		all.Go(func() {
			for range 2 {
				node, err := Open(t.Context(), uri)
				if err != nil {
					t.Error(err)
					return
				}
				node.Close(context.Background())
			}
		})
	}
	all.Wait()
	// These share one connection, which the stand-in bears.
	for range 4 {
		all.Go(func() {
			if err := db.upgrade(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if taken[0].Load() != 1 || taken[1].Load() != 1 {
		t.Errorf("steps were taken %d and %d times, want once", taken[0].Load(), taken[1].Load())
	}
	wantVersion(t, db, 3)
}

// TestUpgradeTogether lets nodes meet while the first is within a step.
func TestUpgradeTogether(t *testing.T) {
	db := connected(t, mongotest.URI(t))
	var at, taken atomic.Int32
	steps(t, expiring, func(context.Context, *DB) error {
		if at.Add(1) != 1 {
			t.Error("two nodes take a step at the same time")
		}
		defer at.Add(-1)
		taken.Add(1)
		return nil
	})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := db.upgrade(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if taken.Load() != 1 {
		t.Errorf("the step was taken %d times, want once", taken.Load())
	}
	wantVersion(t, db, 2)
}

// TestUpgradeInterrupted repeats the step during which a node failed, and no earlier one.
func TestUpgradeInterrupted(t *testing.T) {
	uri := mongotest.URI(t)
	connected(t, uri)
	first, second, broken := 0, 0, errors.New("broken")
	steps(t, expiring,
		func(context.Context, *DB) error { first++; return nil },
		func(context.Context, *DB) error {
			if second++; second == 1 {
				return broken
			}
			return nil
		})
	if _, err := Open(t.Context(), uri); !errors.Is(err, broken) {
		t.Errorf("Open error = %v, want that of the step", err)
	}
	wantVersion(t, connected(t, uri), 3)
	if first != 1 || second != 2 {
		t.Errorf("steps were taken %d and %d times, want 1 and 2", first, second)
	}
}

// TestMissing wants every index to be found again by its name.
func TestMissing(t *testing.T) {
	db := connected(t, mongotest.URI(t))
	for _, x := range indexes {
		if list, err := db.missing(t.Context(), x.collection, []index{x}); err != nil || len(list) != 0 {
			t.Errorf("index %s is missing after Open: %v", x.name(), err)
		}
	}
	if list, err := db.missing(t.Context(), "nothing", slices.Clone(indexes[:1])); err != nil || len(list) != 1 {
		t.Errorf("missing from a collection that is not there = %v, %v", list, err)
	}
}

// TestExpiring upgrades a database from before there was a version: the server removes old sessions
// from then on, if it can.
func TestExpiring(t *testing.T) {
	uri := mongotest.URI(t)
	db := connected(t, uri)
	ctx := t.Context()
	for collection, name := range map[string]string{sessions: "over_1", failures: "at_1"} {
		indexes := db.collection(collection).Indexes()
		if err := indexes.DropOne(ctx, name); err != nil {
			t.Fatal(err)
		}
		field := strings.TrimSuffix(name, "_1")
		if _, err := indexes.CreateOne(ctx, driver.IndexModel{Keys: ascending(field)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.collection(schema).DeleteOne(ctx, byID(schemaVersion)); err != nil {
		t.Fatal(err)
	}
	db = connected(t, uri)
	wantVersion(t, db, len(upgrades))
	for _, collection := range []string{sessions, failures} {
		var found []struct {
			Name  string `bson:"name"`
			After *int32 `bson:"expireAfterSeconds"`
		}
		cursor, err := db.collection(collection).Indexes().List(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := cursor.All(ctx, &found); err != nil {
			t.Fatal(err)
		}
		there := false
		for _, x := range found {
			there = there || x.Name == "over_1" || x.Name == "at_1"
			if (x.Name == "over_1" || x.Name == "at_1") && mongotest.Real() && (x.After == nil || *x.After != 86400) {
				t.Errorf("index %s of %s does not expire after a day", x.Name, collection)
			}
		}
		if !there {
			t.Errorf("%s lacks the index: %v", collection, found)
		}
	}
}

// TestExpires wants a server without indexes that expire to be given plain ones, and no other failure to be passed over.
func TestExpires(t *testing.T) {
	for _, test := range []struct {
		err  error
		want bool
	}{
		{driver.CommandError{Code: notImplemented}, true},
		{driver.CommandError{Code: 85}, false},
		{errors.New("away"), false},
		{nil, false},
	} {
		if got := lacking(test.err); got != test.want {
			t.Errorf("lacking(%v) = %v, want %v", test.err, got, test.want)
		}
	}
	n := 0
	for _, x := range indexes {
		if x.expires() {
			n++
		}
		if options := x.model(true).Options != nil; options != (x.unique || x.expires()) {
			t.Errorf("index %s has options: %v", x.name(), options)
		}
		if options := x.model(false).Options != nil; options != x.unique {
			t.Errorf("index %s has options where none expire: %v", x.name(), options)
		}
	}
	if n != 2 {
		t.Errorf("%d indexes expire, want 2", n)
	}
}
