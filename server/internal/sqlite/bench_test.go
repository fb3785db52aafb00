package sqlite

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lernamt/courses"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/people"
)

var day = time.Date(2026, time.November, 23, 8, 0, 0, 0, time.UTC)

const crowd = 1000

func BenchmarkSession(b *testing.B) {
	s := fresh(b).Auth()
	for i := range crowd {
		id := auth.SessionID(fmt.Sprintf("8d0c2f6be1a94c57a4b3%06d", i))
		must(b, s.CreateSession(b.Context(), auth.Session{ID: id, Account: fmt.Sprint(i), CreatedAt: day, ExpiresAt: day, Refresh: fmt.Sprintf("%064x", i)}))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Session(b.Context(), "8d0c2f6be1a94c57a4b3000500"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAccount(b *testing.B) {
	s := fresh(b).People()
	for i := range crowd {
		must(b, s.CreateAccount(b.Context(), people.Account{
			ID: people.AccountID(fmt.Sprintf("p%06d", i)), Email: fmt.Sprintf("p%d@stadt.example", i), Given: "Jördis", Family: "Müller",
			Unit: "amt-10", Language: "de", Password: fmt.Sprintf("%090d", i), CreatedAt: day,
		}))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Account(b.Context(), "p000500"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLatest(b *testing.B) {
	s := fresh(b).Courses()
	for i := range crowd {
		k := enrol(b, s, i)
		if i == 500 {
			for n := range 8 {
				if _, err := s.RecordLesson(b.Context(), k, courses.LessonID(fmt.Sprintf("was-ist-eine-panne-%d", n)), day); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Latest(b.Context(), "p000500", "datenpannen"); err != nil {
			b.Fatal(err)
		}
	}
}

// clients is how many callers write at the same time in the next two benchmarks; compare their results.
const clients = 64

func BenchmarkRecordLessonParallel(b *testing.B) {
	s := fresh(b).Courses()
	keys := make([]courses.Key, crowd)
	for i := range keys {
		keys[i] = enrol(b, s, i)
	}
	b.ResetTimer()
	parallel(b, func(n int) error {
		_, err := s.RecordLesson(b.Context(), keys[n%crowd], courses.LessonID(fmt.Sprint("lektion-", n/crowd%10, "-", n/crowd/10)), day)
		return err
	})
}

// BenchmarkBareInsertParallel inserts one small row a transaction with the same driver and durability, as
// many callers as there are waiting for their turn.
func BenchmarkBareInsertParallel(b *testing.B) {
	c, err := dial(filepath.Join(b.TempDir(), "bare.db"), append([]string{"journal_mode = WAL"}, writing...)...)
	must(b, err)
	b.Cleanup(func() { must(b, c.close()) })
	must(b, c.script("CREATE TABLE t (person TEXT, lesson TEXT, at INTEGER, PRIMARY KEY (person, lesson)) STRICT, WITHOUT ROWID"))
	var turn sync.Mutex
	b.ResetTimer()
	parallel(b, func(n int) error {
		turn.Lock()
		defer turn.Unlock()
		_, err := c.exec("INSERT INTO t VALUES (?, ?, ?)", fmt.Sprintf("p%06d", n%crowd), fmt.Sprint("lektion-", n/crowd), day)
		return err
	})
}

// parallel calls f with 0 to b.N-1 from many clients.
func parallel(b *testing.B, f func(n int) error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for n := int(next.Add(1)) - 1; n < b.N; n = int(next.Add(1)) - 1 {
				if err := f(n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// enrol enrols the n-th person and returns the key.
func enrol(t testing.TB, s courses.Store, n int) courses.Key {
	t.Helper()
	k := courses.Key{Person: fmt.Sprintf("p%06d", n), Module: "datenpannen", Cycle: 1}
	if _, err := s.Enrol(t.Context(), courses.Enrolment{Key: k, Version: "v", EnrolledAt: day}); err != nil {
		t.Fatal(err)
	}
	return k
}
