package mongo

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/certs"
	"lernamt/certs/certstest"
	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/mongo/mongotest"
)

// A breaker counts the commands that a step sends and cancels the step before a given one, as if the
// process had died there.
type breaker struct {
	before int // 0 never breaks
	sent   int
	cancel context.CancelFunc
}

func (b *breaker) started(context.Context, *event.CommandStartedEvent) {
	b.sent++
	if b.sent == b.before {
		b.cancel()
	}
}

// eachBreak runs step on an empty database, once for every command that it sends, and breaks it there. After
// each break, check sees what is there: nothing or all. Then the step is repeated, and check must see all.
func eachBreak(t *testing.T, step func(context.Context, *DB) error, check func(*testing.T, *DB) (all bool)) {
	for before := 1; ; before++ {
		b := &breaker{}
		db, err := open(t.Context(), mongotest.URI(t), func(o *options.ClientOptions) {
			o.SetMonitor(&event.CommandMonitor{Started: b.started})
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close(context.Background()) })
		ctx, cancel := context.WithCancel(t.Context())
		*b = breaker{before: before, cancel: cancel}
		err = step(ctx, db)
		cancel()
		if err == nil {
			if before == 1 {
				t.Fatal("the step was never broken")
			}
			return
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("broken before command %d: error = %v", before, err)
		}
		*b = breaker{}
		check(t, db)
		for range 2 {
			if err := step(t.Context(), db); err != nil {
				t.Fatalf("broken before command %d: repeat: %v", before, err)
			}
			if !check(t, db) {
				t.Errorf("broken before command %d: the repeat did not complete it", before)
			}
		}
	}
}

func TestPublishInterrupted(t *testing.T) {
	v := courses.Version{Module: "m", Number: "1.0.0", Hash: "h", Published: time.UnixMilli(5)}
	files := map[string][]byte{"a.md": []byte("a"), "b.md": []byte("b"), "c.md": []byte("a")}
	eachBreak(t, func(ctx context.Context, db *DB) error {
		return db.Courses().Publish(ctx, v, files)
	}, func(t *testing.T, db *DB) bool {
		_, got, err := db.Courses().Version(t.Context(), v.Hash)
		if errors.Is(err, courses.ErrNotFound) {
			return false
		}
		if err != nil || len(got) != 3 || !bytes.Equal(got["c.md"], []byte("a")) {
			t.Errorf("Version = %q, %v, want nothing or all", got, err)
		}
		return true
	})
}

func TestIssueInterrupted(t *testing.T) {
	n := 0
	eachBreak(t, func(ctx context.Context, db *DB) error {
		n++ // the issuer draws a new number each time
		c, pdf := certstest.Sample(n)
		c.Key = certs.Key{Person: "p", Subject: "m", Cycle: 1}
		_, err := db.Certs().Issue(ctx, c, pdf)
		return err
	}, func(t *testing.T, db *DB) bool {
		c, err := db.Certs().ByKey(t.Context(), certs.Key{Person: "p", Subject: "m", Cycle: 1})
		if errors.Is(err, certs.ErrNotFound) {
			return false
		}
		if err != nil {
			t.Fatal(err)
		}
		if pdf, err := db.Certs().PDF(t.Context(), c.Number); err != nil || len(pdf) == 0 {
			t.Errorf("PDF = %q, %v", pdf, err)
		}
		return true
	})
}

// TestIssueLeavesNoPDF wants what a crash left behind to be gone after the repeat: it names a person.
func TestIssueLeavesNoPDF(t *testing.T) {
	db, err := Open(t.Context(), mongotest.URI(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	c, pdf := certstest.Sample(1)
	left := fromCertificate(c)
	if _, err := db.database.Collection(pdfs).InsertOne(t.Context(), pdfDocument{ID: left.PDF, Key: left.ID, Content: pdf}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Certs().Issue(t.Context(), c, pdf); err != nil {
		t.Fatal(err)
	}
	other, pdf := certstest.Sample(2)
	other.Number = c.Number // refused
	if _, err := db.Certs().Issue(t.Context(), other, pdf); err == nil {
		t.Error("a number was issued twice")
	}
	if n, err := db.database.Collection(pdfs).CountDocuments(t.Context(), bson.D{}); err != nil || n != 1 {
		t.Errorf("%d PDFs are kept, %v, want 1", n, err)
	}
}

func TestAppendInterrupted(t *testing.T) {
	entries := []audit.Entry{{ID: "1", Subjects: []string{"p"}}, {ID: "2", Subjects: []string{"p"}}, {ID: "3", Subjects: []string{"p"}}}
	all := func(t *testing.T, db *DB) bool {
		got, err := db.Audit().About(t.Context(), "p", "", 2)
		if err != nil || len(got) != 0 && (len(got) != 2 || got[0].ID != "3" || got[1].ID != "2") {
			t.Errorf("About = %v, %v, want nothing or the newest two", got, err)
		}
		return len(got) == 2
	}
	eachBreak(t, func(ctx context.Context, db *DB) error { return db.Audit().Append(ctx, entries...) }, all)
}

// TestAppendAfterCrash appends entries that an unrecorded append has left behind, alone and along with another.
func TestAppendAfterCrash(t *testing.T) {
	db, err := Open(t.Context(), mongotest.URI(t))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	s := db.Audit().(auditStore)
	entry := func(id string) audit.Entry { return audit.Entry{ID: id, Subjects: []string{"p"}} }
	for _, id := range []string{"1", "2", "3", "4"} {
		doc := auditDocuments([]audit.Entry{entry(id)})[0]
		doc.Appends = []string{"crashed"}
		if _, err := s.entries.InsertOne(t.Context(), doc); err != nil {
			t.Fatal(err)
		}
	}
	want := func(ids ...string) {
		t.Helper()
		got, err := s.About(t.Context(), "p", "", 10)
		if err != nil || len(got) != len(ids) {
			t.Fatalf("About = %v, %v, want %v", got, err, ids)
		}
		for i, id := range ids {
			if got[i].ID != id {
				t.Errorf("entry %d = %s, want %s", i, got[i].ID, id)
			}
		}
	}
	want()
	if err := s.Append(t.Context(), entry("2")); err != nil {
		t.Fatal(err)
	}
	want("2")
	if err := s.Append(t.Context(), entry("3"), entry("5")); err != nil {
		t.Fatal(err)
	}
	want("5", "3", "2")
}
