package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lernamt/courses"
	"lernamt/server/internal/journey"
	"lernamt/server/internal/people"
	"lernamt/server/internal/sqlite"
)

// The benchmarks in this file and in bench_completion_test.go measure what size and many writers cost. Like the others
// they measure the program as it is delivered, and report ratios within one run.

const (
	smallBody     = 1000
	seedPassword  = "gemessen-und-nicht-geschaetzt"
	sizedLearners = 96 // who read and finish lessons
)

// largeBody is 100,000 people unless LERNAMT_BENCH_PEOPLE says otherwise: making them takes minutes.
func largeBody() int {
	if n, err := strconv.Atoi(os.Getenv("LERNAMT_BENCH_PEOPLE")); err == nil && n > 0 {
		return n
	}
	return 100_000
}

// program builds the program once for a benchmark.
func program(b *testing.B) string {
	b.Helper()
	binary := filepath.Join(b.TempDir(), "lernamt")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	return binary
}

// A body is a running server on a database.
type body struct {
	data, host string
	process    *os.Process
}

// serve starts the server on the data folder.
func serve(b *testing.B, binary, data string) *body {
	b.Helper()
	server := exec.Command(binary, "--data", data, "--store", "", "serve", "--address", "127.0.0.1:0", "--url", "")
	out, err := server.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		server.Process.Signal(os.Interrupt)
		server.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	found := ready.FindStringSubmatch(line)
	if err != nil || found == nil {
		b.Fatalf("the server said %q: %v", line, err)
	}
	return &body{data, strings.TrimPrefix(found[1], "http://"), server.Process}
}

// A visitor is somebody who is signed in.
type visitor struct {
	cookies, token string
	conn           net.Conn
	answers        *bufio.Reader
}

func (s *body) visit(b *testing.B, email, password string) *visitor {
	b.Helper()
	cookies, token, err := journey.Session(context.Background(), "http://"+s.host, email, password)
	if err != nil {
		b.Fatal(err)
	}
	conn, err := net.Dial("tcp", s.host)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	return &visitor{cookies, token, conn, bufio.NewReaderSize(conn, 64<<10)}
}

var statusLine = regexp.MustCompile(`^HTTP/1\.1 (\d+)`)

// send sends a request and reads the answer, which must have the status. The body is discarded.
func (v *visitor) send(method, path, form string, status int) error {
	text := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\n", method, path, v.conn.RemoteAddr(), v.cookies)
	if form != "" {
		text += fmt.Sprintf("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n", len(form))
	}
	if _, err := v.conn.Write([]byte(text + "\r\n" + form)); err != nil {
		return err
	}
	length, first := 0, ""
	for {
		line, err := v.answers.ReadSlice('\n')
		switch {
		case err != nil:
			return err
		case first == "":
			first = string(line)
		case bytes.HasPrefix(line, []byte("Content-Length: ")):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(line[16:]))); err != nil {
				return err
			}
		case len(line) == 2:
			if _, err := v.answers.Discard(length); err != nil {
				return err
			}
			if found := statusLine.FindStringSubmatch(first); found == nil || found[1] != strconv.Itoa(status) {
				return fmt.Errorf("%s %s: %q", method, path, first)
			}
			return nil
		}
	}
}

func (v *visitor) get(path string) error { return v.send("GET", path, "", 200) }

func (v *visitor) finish(k lessonOf) error {
	return v.send("POST", fmt.Sprintf("/module/%s/lektion/%s/gelesen", k.module, k.lesson), "_csrf="+v.token, 303)
}

type lessonOf struct {
	module courses.ModuleID
	lesson courses.LessonID
}

// A share is a learner with lessons that are to be read.
type share struct {
	*visitor
	lessons []lessonOf
}

// learners signs in people of the body who have lessons left in modules that they have begun.
func (s *body) learners(b *testing.B, n int) []share {
	b.Helper()
	db, err := sqlite.OpenSnapshot(b.Context(), filepath.Join(s.data, "lernamt.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	modules := make(map[courses.ModuleID]*courses.Module)
	for _, m := range shippedModules(b) {
		modules[m.ID] = m
	}
	var all []share
	for after := people.AccountID(""); len(all) < n; {
		page, err := db.People().ExportAccounts(b.Context(), after, 100)
		if err != nil || len(page) == 0 {
			b.Fatalf("only %d learners have lessons left: %v", len(all), err)
		}
		after = page[len(page)-1].ID
		for _, a := range page {
			left := lessonsLeft(b, db, modules, string(a.ID))
			if len(left) >= 5 && a.LeftAt.IsZero() && len(all) < n {
				all = append(all, share{s.visit(b, a.Email, seedPassword), left})
			}
		}
	}
	return all
}

func lessonsLeft(b *testing.B, db *sqlite.DB, modules map[courses.ModuleID]*courses.Module, person string) []lessonOf {
	b.Helper()
	list, err := db.Courses().EnrolmentsOf(b.Context(), person)
	if err != nil {
		b.Fatal(err)
	}
	var left []lessonOf
	for _, e := range list {
		for _, l := range e.Missing(modules[e.Module]) {
			left = append(left, lessonOf{e.Module, l.ID})
		}
	}
	return left
}

// each calls f for all learners at once and returns how long a call took, in order.
func each(b *testing.B, all []share, f func(s share, took func(func() error))) []time.Duration {
	b.Helper()
	var mu sync.Mutex
	var times []time.Duration
	var wg sync.WaitGroup
	for _, s := range all {
		wg.Go(func() {
			f(s, func(do func() error) {
				began := time.Now()
				if err := do(); err != nil {
					b.Error(err)
					return
				}
				d := time.Since(began)
				mu.Lock()
				defer mu.Unlock()
				times = append(times, d)
			})
		})
	}
	wg.Wait()
	slices.Sort(times)
	return times
}

// quantile returns the time within which that share of the calls was answered.
func quantile(times []time.Duration, q float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	return times[min(len(times)-1, int(q*float64(len(times))))]
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func seconds(d time.Duration) float64 { return d.Seconds() }
