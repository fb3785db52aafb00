//go:build crash

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lernamt/assessments"
	"lernamt/courses"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/journey"
	"lernamt/server/internal/people"
	"lernamt/server/internal/sqlite"
)

// The crash test kills the program while 32 people learn, again and again, and looks after each start whether
// everything that it had acknowledged is there once.
const (
	crashClients   = 32
	crashPeople    = 12 // for each client, one after the other
	crashPassword  = "niemals-verlorene-daten"
	crashKills     = 50 // unless LERNAMT_CRASH_KILLS says otherwise
	longestLife    = 1500 * time.Millisecond
	crashTestLimit = 9 * time.Minute
)

func TestCrash(t *testing.T) {
	kills := crashKills
	if n, err := strconv.Atoi(os.Getenv("LERNAMT_CRASH_KILLS")); err == nil && n > 0 {
		kills = n
	}
	ctx, cancel := context.WithTimeout(t.Context(), crashTestLimit)
	defer cancel()
	c := newCrash(t)
	server := c.start(t)
	clients, stop := context.WithCancel(ctx)
	var done sync.WaitGroup
	for i := range crashClients {
		c.signingIn.Add(1)
		done.Go(func() { c.learn(clients, i) })
	}
	c.signingIn.Wait() // passwords are slow to check, and nothing else would be acknowledged until then
	began := time.Now()
	for n := 1; n <= kills && ctx.Err() == nil; n++ {
		c.interrupt(t, server)
		server = c.start(t)
		c.check(t, fmt.Sprintf("kill %d", n))
	}
	stop()
	done.Wait()
	c.kill(t, server)
	server = c.start(t) // nobody writes any more
	sum := c.check(t, "the end")
	c.kill(t, server)
	if ctx.Err() != nil {
		t.Errorf("the time was up after %s", time.Since(began))
	}
	for _, r := range c.refusals() {
		t.Errorf("refused: %s", r)
	}
	fmt.Printf("%d kills in %s, %d clients: acknowledged %d, found %d, lost %d, doubled %d\n",
		kills, time.Since(began).Round(time.Second), crashClients, sum.acknowledged, sum.found, sum.lost, sum.doubled)
	if sum.acknowledged < kills*crashClients {
		t.Errorf("only %d writes were acknowledged", sum.acknowledged)
	}
}

// A crash is the test under way.
type crash struct {
	binary, data, address string
	transport             http.RoundTripper
	modules               []flow.Course
	acks                  acks
	signingIn             sync.WaitGroup // the first people

	mu      sync.Mutex
	refused []string
}

// newCrash builds the program and fills a database with people who have not begun anything.
func newCrash(t *testing.T) *crash {
	t.Helper()
	dir := t.TempDir()
	c := &crash{binary: filepath.Join(dir, "lernamt"), data: filepath.Join(dir, "data"), transport: &http.Transport{MaxIdleConnsPerHost: crashClients}}
	if out, err := exec.Command("go", "build", "-o", c.binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.address = ln.Addr().String() // kept for every start, as an operator keeps it
	ln.Close()
	db, err := sqlite.Open(t.Context(), filepath.Join(c.data, "lernamt.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	passwords, err := auth.NewPasswords()
	if err != nil {
		t.Fatal(err)
	}
	hash, err := passwords.Hash(t.Context(), crashPassword)
	if err != nil {
		t.Fatal(err)
	}
	err = db.People().CreateUnit(t.Context(), people.Unit{ID: "amt", Name: "Amt"})
	for i := range crashClients * crashPeople {
		err = errors.Join(err, db.People().CreateAccount(t.Context(), people.Account{ID: people.AccountID(learnerID(i)), Email: learnerID(i) + "@amt.example",
			Given: "Ada", Family: fmt.Sprintf("Muster %d", i), Unit: "amt", Language: "de", Password: hash, CreatedAt: now()}))
	}
	if err != nil {
		t.Fatal(err)
	}
	c.modules = shipped(t)
	return c
}

func learnerID(i int) string { return fmt.Sprintf("p%04d", i) }

// shipped reads the modules that come with Lernamt and have an assessment.
func shipped(t *testing.T) []flow.Course {
	t.Helper()
	renderer := flow.NewRenderer()
	folders, err := fs.ReadDir(courses.Content(), ".")
	if err != nil {
		t.Fatal(err)
	}
	var all []flow.Course
	for _, f := range folders {
		folder, err := fs.Sub(courses.Content(), f.Name())
		if err != nil || !f.IsDir() {
			continue
		}
		m, _, err := courses.Read(folder, renderer)
		if err != nil {
			t.Fatal(err)
		}
		exam, err := flow.ReadExam(renderer, m)
		if err != nil {
			t.Fatal(err)
		}
		if exam != nil {
			all = append(all, flow.Course{Module: m, Exam: exam})
		}
	}
	return all
}

// start starts the server and returns once it is ready.
func (c *crash) start(t *testing.T) *exec.Cmd {
	t.Helper()
	server := exec.Command(c.binary, "--data", c.data, "--store", "", "serve", "--address", c.address, "--url", "")
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || ready.FindString(line) == "" {
		t.Fatalf("the server said %q: %v", line, err)
	}
	return server
}

// interrupt lets the server live for a random time and kills it.
func (c *crash) interrupt(t *testing.T, server *exec.Cmd) {
	t.Helper()
	time.Sleep(rand.N(longestLife))
	c.kill(t, server)
}

// kill ends the server as a power cut would.
func (c *crash) kill(t *testing.T, server *exec.Cmd) {
	t.Helper()
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = server.Wait() // it was killed, and says so
}

// learn has people of one client learn one module after the other.
func (c *crash) learn(ctx context.Context, client int) {
	for n := range crashPeople {
		id := learnerID(client*crashPeople + n)
		l := journey.NewLearner(ctx, "http://"+c.address, id+"@amt.example", crashPassword, c.transport)
		signedIn := c.step(ctx, l, nil, l.SignIn)
		if n == 0 {
			c.signingIn.Done()
		}
		if !signedIn {
			return
		}
		for k := range c.modules {
			if !c.take(ctx, l, id, c.modules[(k+client)%len(c.modules)]) {
				return
			}
		}
	}
}

// step repeats a step until the server has acknowledged it, and then notes that. It reports whether there is
// more to do.
func (c *crash) step(ctx context.Context, l *journey.Learner, note func(), do func() error) bool {
	for ctx.Err() == nil {
		err := do()
		switch {
		case err == nil:
			if note != nil {
				note()
			}
			return true
		case errors.Is(err, journey.ErrSignedOut):
			c.acks.sessionsLost.Add(1)
			return false
		case errors.Is(err, journey.ErrRefused):
			c.refuse(err)
			return false
		}
		time.Sleep(10 * time.Millisecond) // the server is dead for the moment
	}
	return false
}

func (c *crash) refuse(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refused = append(c.refused, err.Error())
}

func (c *crash) refusals() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refused
}

// take takes a person through a module.
func (c *crash) take(ctx context.Context, l *journey.Learner, person string, m flow.Course) bool {
	module := string(m.ID)
	k := courses.Key{Person: person, Module: m.ID, Cycle: 1}
	if !c.step(ctx, l, func() { c.acks.add(ack{key: k}) }, func() error { return l.Enrol(module) }) {
		return false
	}
	for i := range m.Lessons {
		id := m.Lessons[i].ID
		if i%3 == 0 && !c.step(ctx, l, nil, func() error { return l.Open(module, string(id)) }) {
			return false
		}
		if !c.step(ctx, l, func() { c.acks.add(ack{key: k, lesson: id}) }, func() error { return l.Finish(module, string(id)) }) {
			return false
		}
	}
	return c.sit(ctx, l, k, m)
}

// sit answers question by question, as the page saves by itself, and submits.
func (c *crash) sit(ctx context.Context, l *journey.Learner, k courses.Key, m flow.Course) bool {
	var path string
	var answers map[string][]string
	attempt := assessments.Key{Person: k.Person, Module: string(k.Module), Cycle: k.Cycle, Number: 1}.ID()
	ok := c.step(ctx, l, func() { c.acks.add(ack{key: k, attempt: attempt}) }, func() (err error) {
		path, answers, err = l.Sit(string(m.ID), m.Exam)
		return err
	})
	if !ok {
		return false
	}
	for _, values := range byQuestion(answers) {
		var saved map[assessments.QuestionID]string
		note := func() {
			for id, digest := range saved {
				if digest != assessments.Answer(nil).Digest() {
					c.acks.add(ack{key: k, attempt: attempt, question: id, digest: digest})
				}
			}
		}
		if !c.step(ctx, l, note, func() (err error) {
			saved, err = l.Answer(path, values)
			return err
		}) {
			return false
		}
	}
	return c.step(ctx, l, func() { c.acks.add(ack{key: k, attempt: attempt, submitted: true}) }, func() error { return l.Submit(path) })
}

// byQuestion takes a form apart: fields that differ in the number at their end belong to one question.
func byQuestion(form map[string][]string) map[string]map[string][]string {
	parts := make(map[string]map[string][]string)
	for field, values := range form {
		question := field
		if dot := strings.LastIndexByte(field, '.'); dot > 0 {
			if _, err := strconv.Atoi(field[dot+1:]); err == nil {
				question = field[:dot]
			}
		}
		if parts[question] == nil {
			parts[question] = make(map[string][]string)
		}
		parts[question][field] = values
	}
	return parts
}

// An ack is one thing that the server has acknowledged: an enrolment, a lesson, an attempt, an answer, or the
// end of an attempt with everything that follows.
type ack struct {
	key       courses.Key
	lesson    courses.LessonID
	attempt   assessments.AttemptID
	question  assessments.QuestionID
	digest    string
	submitted bool
}

type acks struct {
	mu           sync.Mutex
	list         []ack
	sessionsLost atomic.Int64
}

func (a *acks) add(n ack) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = append(a.list, n)
}

// before returns what was acknowledged so far.
func (a *acks) before() []ack {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.list[:len(a.list):len(a.list)]
}
