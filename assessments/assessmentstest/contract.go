package assessmentstest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"lernamt/assessments"
)

// TestStore runs the contract. Each call of open returns an empty store, closed through t.Cleanup.
//
// Subtests whose names begin with "concurrent" need a store that keeps its promises to several
// connections at once; a stand-in that cannot may skip them by name.
func TestStore(t *testing.T, open func(*testing.T) assessments.Store) {
	groups := []struct {
		name string
		run  func(*testing.T, assessments.Store)
	}{
		{"an attempt is kept as it was started", testStart},
		{"an attempt is started once", testStartAgain},
		{"a new attempt has no answers and no result", testStartIgnores},
		{"times are cut to UTC milliseconds", testTimes},
		{"an unknown attempt is not found", testUnknown},
		{"attempts are listed by number", testAttempts},
		{"answers are replaced one by one", testSaveAnswers},
		{"an empty answer is removed", testRemoveAnswer},
		{"answers are kept to the byte", testTexts},
		{"question ids are kept to the byte", testIDs},
		{"closing ends the answering", testClose},
		{"closing again changes nothing", testCloseAgain},
		{"the first result counts", testResult},
		{"a result needs a closed attempt", testResultTooEarly},
		{"an attempt is settled after its result", testSettle},
		{"attempts that need attention are found", testUnsettled},
		{"attention is ordered and limited", testUnsettledOrder},
		{"marked attempts of one version are told without their people", testMarked},
		{"reading marked attempts stops at an error", testMarkedStops},
		{"an imported attempt is there with all its facts", testImport},
		{"importing again changes nothing, importing something else is refused", testImportAgain},
		{"attempts are exported by id, page by page", testExport},
		{"a cancelled export or import fails and changes nothing", testExportCancelled},
		{"what is returned is the caller's own", testIsolation},
		{"what is handed in stays the caller's own", testIsolationIn},
		{"a cancelled context changes nothing", testCancelled},
		{"concurrent starts: exactly one succeeds", testConcurrentStart},
		{"concurrent answers: none is lost", testConcurrentSave},
		{"concurrent closing: acknowledged answers are in, refused ones are not", testConcurrentClose},
		{"concurrent closings agree", testConcurrentCloseAgain},
		{"concurrent results: the first counts", testConcurrentResult},
	}
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) { g.run(t, open(t)) })
	}
}

// began is when the attempts of the contract start.
var began = time.Date(2026, time.November, 23, 8, 30, 0, 125e6, time.UTC)

// sample returns a complete new attempt. Its strings and its seed are what drivers trip over.
func sample(person string, number int) assessments.Attempt {
	k := assessments.Key{Person: person, Module: "datenpannen", Cycle: 1, Number: number}
	return assessments.Attempt{
		ID: k.ID(), Key: k,
		Content:   "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		Seed:      math.MaxUint64 - 1,
		Questions: []assessments.QuestionID{"q2", "q1", "fall-ä", "q3"},
		StartedAt: began,
		Deadline:  began.Add(20 * time.Minute),
	}
}

func result(points int) assessments.Result {
	return assessments.Result{
		Points: points, Most: 12, Passed: points >= 7,
		Earned:   map[assessments.QuestionID]int{"q1": points, "q2": 0, "a.$b": 0},
		MarkedAt: began.Add(11 * time.Minute),
	}
}

func start(t *testing.T, s assessments.Store, a assessments.Attempt) assessments.Attempt {
	t.Helper()
	if err := s.StartAttempt(t.Context(), a); err != nil {
		t.Fatalf("StartAttempt(%s) error = %v", a.ID, err)
	}
	return a
}

func load(t *testing.T, s assessments.Store, id assessments.AttemptID) assessments.Attempt {
	t.Helper()
	a, err := s.Attempt(t.Context(), id)
	if err != nil {
		t.Fatalf("Attempt(%s) error = %v", id, err)
	}
	return a
}

func save(t *testing.T, s assessments.Store, id assessments.AttemptID, q assessments.QuestionID, a assessments.Answer) {
	t.Helper()
	if err := s.SaveAnswers(t.Context(), id, map[assessments.QuestionID]assessments.Answer{q: a}); err != nil {
		t.Fatalf("SaveAnswers(%s, %q) error = %v", id, q, err)
	}
}

func closeAt(t *testing.T, s assessments.Store, id assessments.AttemptID, at time.Time) assessments.Attempt {
	t.Helper()
	a, err := s.CloseAttempt(t.Context(), id, at)
	if err != nil {
		t.Fatalf("CloseAttempt(%s) error = %v", id, err)
	}
	return a
}

func record(t *testing.T, s assessments.Store, id assessments.AttemptID, r assessments.Result) {
	t.Helper()
	if err := s.RecordResult(t.Context(), id, r); err != nil {
		t.Fatalf("RecordResult(%s) error = %v", id, err)
	}
}

// wantErr reports an error that is not want.
func wantErr(t *testing.T, call string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s error = %v, want %v", call, err, want)
	}
}

// wantAttempt compares two attempts; an empty map or slice is the same as none.
func wantAttempt(t *testing.T, what string, got, want assessments.Attempt) {
	t.Helper()
	g, w := plain(got), plain(want)
	if !reflect.DeepEqual(g, w) {
		t.Errorf("%s:\n got %s\nwant %s", what, show(g), show(w))
	}
}

func plain(a assessments.Attempt) assessments.Attempt {
	if len(a.Questions) == 0 {
		a.Questions = nil
	}
	if len(a.Answers) == 0 {
		a.Answers = nil
	}
	if a.Result != nil {
		r := *a.Result
		if len(r.Earned) == 0 {
			r.Earned = nil
		}
		a.Result = &r
	}
	return a
}

func show(a assessments.Attempt) string {
	text := fmt.Sprintf("%+v result %+v", a, a.Result)
	return text[:min(len(text), 1500)]
}

// calls returns every method of the store as a function of the context, for the attempt a.
func calls(s assessments.Store, a assessments.Attempt) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"StartAttempt": func(ctx context.Context) error { return s.StartAttempt(ctx, a) },
		"Attempt":      func(ctx context.Context) error { _, err := s.Attempt(ctx, a.ID); return err },
		"Attempts": func(ctx context.Context) error {
			_, err := s.Attempts(ctx, a.Person, a.Module, a.Cycle)
			return err
		},
		"SaveAnswers": func(ctx context.Context) error {
			return s.SaveAnswers(ctx, a.ID, map[assessments.QuestionID]assessments.Answer{"q1": {"b"}})
		},
		"CloseAttempt": func(ctx context.Context) error { _, err := s.CloseAttempt(ctx, a.ID, began); return err },
		"RecordResult": func(ctx context.Context) error { return s.RecordResult(ctx, a.ID, result(9)) },
		"Settle":       func(ctx context.Context) error { return s.Settle(ctx, a.ID) },
		"Unsettled":    func(ctx context.Context) error { _, err := s.Unsettled(ctx, began, 10); return err },
		"MarkedAttempts": func(ctx context.Context) error {
			return s.MarkedAttempts(ctx, a.Module, a.Content, func(assessments.MarkedAttempt) error { return nil })
		},
	}
}
