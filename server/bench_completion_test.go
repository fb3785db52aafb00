package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"lernamt/courses"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/people"
	"lernamt/server/internal/sqlite"
)

const completionClients = 64

// BenchmarkCompletions has 64 clients finish lessons over HTTP, each acknowledged when it is durable, and compares their
// rate with that of bare inserts of single rows by as many writers with the same driver and durability, each
// with a commit of its own. The inserts are measured before and after.
func BenchmarkCompletions(b *testing.B) {
	binary := program(b)
	data := filepath.Join(b.TempDir(), "data")
	modules := shippedModules(b)
	enrolAll(b, data, modules)
	server := serve(b, binary, data)
	clients := make([]share, completionClients)
	for i := range clients {
		clients[i] = share{server.visit(b, writerID(i)+"@amt.example", seedPassword), everyLesson(modules)}
	}
	for b.Loop() {
		bare := bareInserts(b)
		var done atomic.Int64
		began := time.Now()
		times := each(b, clients, func(s share, took func(func() error)) {
			for _, k := range s.lessons {
				took(func() error { return s.finish(k) })
				done.Add(1)
			}
		})
		rate := float64(done.Load()) / seconds(time.Since(began))
		bare = (bare + bareInserts(b)) / 2
		b.ReportMetric(rate, "completions/s")
		b.ReportMetric(bare, "bare-inserts/s")
		b.ReportMetric(100*rate/bare, "completions-%-of-bare")
		b.ReportMetric(milliseconds(quantile(times, 0.5)), "ms-p50")
		b.ReportMetric(milliseconds(quantile(times, 0.99)), "ms-p99")
		if b.N > 1 {
			b.Fatal("lessons are finished once: run with -benchtime 1x")
		}
	}
	b.ReportMetric(0, "ns/op")
}

func writerID(i int) string { return fmt.Sprintf("w%04d", i) }

// enrolAll makes people who take every module and have read nothing.
func enrolAll(b *testing.B, data string, modules []*courses.Module) {
	b.Helper()
	db, err := sqlite.Open(b.Context(), filepath.Join(data, "lernamt.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	passwords, err := auth.NewPasswords()
	if err != nil {
		b.Fatal(err)
	}
	hash, err := passwords.Hash(b.Context(), seedPassword)
	err = errors.Join(err, db.People().CreateUnit(b.Context(), people.Unit{ID: "amt", Name: "Amt"}))
	for i := range completionClients {
		id := writerID(i)
		err = errors.Join(err, db.People().CreateAccount(b.Context(), people.Account{ID: people.AccountID(id), Email: id + "@amt.example",
			Given: "Ada", Family: "Muster", Unit: "amt", Language: "de", Password: hash, CreatedAt: now()}))
		for _, m := range modules {
			err = errors.Join(err, db.Courses().ImportEnrolments(b.Context(), courses.Enrolment{
				Key: courses.Key{Person: id, Module: m.ID, Cycle: 1}, Version: m.Hash, EnrolledAt: now(), UpdatedAt: now(),
			}))
		}
	}
	if err != nil {
		b.Fatal(err)
	}
}

func everyLesson(modules []*courses.Module) []lessonOf {
	var all []lessonOf
	for _, m := range modules {
		for i := range m.Lessons {
			all = append(all, lessonOf{m.ID, m.Lessons[i].ID})
		}
	}
	return all
}

// shippedModules reads the modules that come with Lernamt.
func shippedModules(b *testing.B) []*courses.Module {
	b.Helper()
	renderer := flow.NewRenderer()
	folders, err := fs.ReadDir(courses.Content(), ".")
	if err != nil {
		b.Fatal(err)
	}
	var all []*courses.Module
	for _, f := range folders {
		if !f.IsDir() {
			continue
		}
		folder, err := fs.Sub(courses.Content(), f.Name())
		if err != nil {
			b.Fatal(err)
		}
		m, _, err := courses.Read(folder, renderer)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

var perOperation = regexp.MustCompile(`BenchmarkBareInsertParallel\S*\s+\d+\s+([0-9.]+) ns/op`)

// bareInserts returns how many a second the driver makes, measured where the driver is: in package sqlite.
func bareInserts(b *testing.B) float64 {
	b.Helper()
	out, err := exec.Command("go", "test", "-run", "^$", "-bench", "^BenchmarkBareInsertParallel$", "-benchtime", "3s", "./internal/sqlite").CombinedOutput()
	found := perOperation.FindSubmatch(out)
	if err != nil || found == nil {
		b.Fatalf("bare inserts: %v\n%s", err, out)
	}
	ns, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return 1e9 / ns
}
