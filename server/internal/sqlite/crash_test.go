package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lernamt/assessments"
	"lernamt/courses"
	"lernamt/server/internal/audit"
)

// crashFile names the variable that makes the test binary write to the file in it until it is killed.
const crashFile = "LERNAMT_SQLITE_CRASH_FILE"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashFile); path != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(path, os.Getenv(crashFile+"_ROUND")))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeUntilKilled has 16 clients write and prints each write after it was acknowledged.
func writeUntilKilled(path, round string) error {
	ctx := context.Background()
	db, err := Open(ctx, path)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for client := range 16 {
		go func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("%s-%d-%d", round, client, n)
				if err := writeOnce(ctx, db, id); err != nil {
					failed <- err
					return
				}
				_, _ = os.Stdout.WriteString(id + "\n") // one system call: whole or not at all
			}
		}()
	}
	return <-failed
}

// writeOnce writes everything that present looks for.
func writeOnce(ctx context.Context, db *DB, id string) error {
	k := courses.Key{Person: id, Module: "m", Cycle: 1}
	if _, err := db.Courses().Enrol(ctx, courses.Enrolment{Key: k, Version: "v", EnrolledAt: day}); err != nil {
		return err
	}
	if _, err := db.Courses().RecordLesson(ctx, k, "l1", day); err != nil {
		return err
	}
	attempt := assessments.AttemptID(id)
	if err := db.Assessments().StartAttempt(ctx, assessments.Attempt{ID: attempt, StartedAt: day}); err != nil {
		return err
	}
	answers := map[assessments.QuestionID]assessments.Answer{"q1": {"a"}, "q2": {"b"}}
	if err := db.Assessments().SaveAnswers(ctx, attempt, answers); err != nil {
		return err
	}
	return db.Audit().Append(ctx, audit.Entry{ID: id, At: day, Subjects: []string{id, "everybody"}})
}

func present(ctx context.Context, db *DB, id string) error {
	e, err := db.Courses().Latest(ctx, id, "m")
	if err != nil || !e.Done("l1") {
		return fmt.Errorf("enrolment = %+v, %w", e, err)
	}
	a, err := db.Assessments().Attempt(ctx, assessments.AttemptID(id))
	if err != nil || len(a.Answers) != 2 {
		return fmt.Errorf("attempt = %+v, %w", a, err)
	}
	entries, err := db.Audit().About(ctx, id, "", 10)
	if err != nil || len(entries) != 1 {
		return fmt.Errorf("audit entries = %+v, %w", entries, err)
	}
	return nil
}

func TestKilledWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lernamt.db")
	var acknowledged []string
	for round := range 6 {
		ids := kill(t, path, round, 60*time.Millisecond+time.Duration(round)*23*time.Millisecond)
		if len(ids) == 0 {
			t.Fatalf("round %d: nothing was acknowledged before the kill", round)
		}
		acknowledged = append(acknowledged, ids...)

		db, err := Open(t.Context(), path)
		if err != nil {
			t.Fatalf("round %d: Open after the kill: %v", round, err)
		}
		for _, id := range acknowledged {
			if err := present(t.Context(), db, id); err != nil {
				t.Errorf("round %d: acknowledged write %s is lost: %v", round, id, err)
			}
		}
		whole(t, db)
		must(t, db.Close())
	}
	t.Logf("%d acknowledged writes survived 6 kills", len(acknowledged))
}

// kill runs the writing child until it has acknowledged something, then for that long, kills it and returns what
// it acknowledged.
func kill(t *testing.T, path string, round int, after time.Duration) []string {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), crashFile+"="+path, fmt.Sprintf("%s_ROUND=%d", crashFile, round))
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	var ids []string
	var once sync.Once
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // the pipe ends with the child; a torn line was not acknowledged
		}
		ids = append(ids, strings.TrimSuffix(line, "\n"))
		once.Do(func() { time.AfterFunc(after, func() { _ = child.Process.Kill() }) })
	}
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("round %d: the child ended by itself: %v", round, child.ProcessState)
	}
	return ids
}

func whole(t *testing.T, db *DB) {
	t.Helper()
	must(t, db.read(t.Context(), func(c *conn) error {
		found, err := one(c, nil, text, "PRAGMA integrity_check")
		if err == nil && found != "ok" {
			t.Errorf("integrity_check = %s", found)
		}
		return err
	}))
}
