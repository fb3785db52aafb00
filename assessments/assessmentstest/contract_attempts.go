package assessmentstest

import (
	"context"
	"slices"
	"testing"
	"time"

	"lernamt/assessments"
)

func testStart(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	wantAttempt(t, "Attempt", load(t, s, a.ID), a)

	unlimited := sample("p1", 2)
	unlimited.Deadline, unlimited.Seed = time.Time{}, 0
	start(t, s, unlimited)
	wantAttempt(t, "Attempt(without a deadline)", load(t, s, unlimited.ID), unlimited)
}

func testStartAgain(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	save(t, s, a.ID, "q1", assessments.Answer{"a"})
	other := a
	other.Seed, other.Questions = 1, []assessments.QuestionID{"q9"}
	wantErr(t, "StartAttempt(again)", s.StartAttempt(t.Context(), other), assessments.ErrExists)

	a.Answers = map[assessments.QuestionID]assessments.Answer{"q1": {"a"}}
	wantAttempt(t, "Attempt after a second start", load(t, s, a.ID), a)

	closed := closeAt(t, s, a.ID, began.Add(time.Minute))
	wantErr(t, "StartAttempt(closed)", s.StartAttempt(t.Context(), other), assessments.ErrExists)
	wantAttempt(t, "Attempt after a start when closed", load(t, s, a.ID), closed)
}

func testStartIgnores(t *testing.T, s assessments.Store) {
	a := sample("p1", 1)
	dirty := a
	r := result(12)
	dirty.Answers = map[assessments.QuestionID]assessments.Answer{"q1": {"a"}}
	dirty.SubmittedAt, dirty.Result, dirty.Settled = began, &r, true
	start(t, s, dirty)
	wantAttempt(t, "Attempt", load(t, s, a.ID), a)
	save(t, s, a.ID, "q1", assessments.Answer{"b"})
}

func testTimes(t *testing.T, s assessments.Store) {
	zone := time.FixedZone("CET", 3600)
	a := sample("p1", 1)
	a.StartedAt = began.Add(999 * time.Microsecond).In(zone)
	a.Deadline = began.Add(time.Hour + 1999*time.Microsecond).In(zone)
	start(t, s, a)
	closeAt(t, s, a.ID, began.Add(2*time.Minute+600*time.Microsecond).In(zone))
	r := result(9)
	r.MarkedAt = began.Add(3*time.Minute + 999*time.Nanosecond).In(zone)
	record(t, s, a.ID, r)

	a.StartedAt, a.Deadline = began, began.Add(time.Hour+time.Millisecond)
	a.SubmittedAt = began.Add(2 * time.Minute)
	r.MarkedAt = began.Add(3 * time.Minute)
	a.Result = &r
	wantAttempt(t, "Attempt", load(t, s, a.ID), a)
}

func testUnknown(t *testing.T, s assessments.Store) {
	start(t, s, sample("p1", 1))
	unknown := sample("p1", 2)
	for name, call := range calls(s, unknown) {
		switch name {
		case "StartAttempt", "Attempts", "Unsettled", "MarkedAttempts":
			continue
		}
		wantErr(t, name, call(t.Context()), assessments.ErrNotFound)
	}
	wantErr(t, "SaveAnswers(nothing)", s.SaveAnswers(t.Context(), unknown.ID, nil), assessments.ErrNotFound)
	if _, err := s.Attempt(t.Context(), unknown.ID); err == nil {
		t.Errorf("Attempt: an unknown attempt came into being")
	}
	_, err := s.Attempt(t.Context(), "")
	wantErr(t, "Attempt(\"\")", err, assessments.ErrNotFound)
}

func testAttempts(t *testing.T, s assessments.Store) {
	for _, number := range []int{10, 2, 1} {
		start(t, s, sample("p1", number))
	}
	start(t, s, sample("p2", 1))
	start(t, s, sample("p1 ", 1))
	other := sample("p1", 3)
	other.Module = "it-sicherheit"
	other.ID = other.Key.ID()
	start(t, s, other)
	refresher := sample("p1", 3)
	refresher.Cycle = 2
	refresher.ID = refresher.Key.ID()
	start(t, s, refresher)
	save(t, s, sample("p1", 2).ID, "q1", assessments.Answer{"c"})

	got, err := s.Attempts(t.Context(), "p1", "datenpannen", 1)
	if err != nil {
		t.Fatalf("Attempts error = %v", err)
	}
	var numbers []int
	for _, a := range got {
		numbers = append(numbers, a.Number)
		wantAttempt(t, "Attempts", a, load(t, s, a.ID))
	}
	if want := []int{1, 2, 10}; !slices.Equal(numbers, want) {
		t.Errorf("Attempts numbers = %v, want %v", numbers, want)
	}
	none, err := s.Attempts(t.Context(), "nobody", "datenpannen", 1)
	if err != nil || len(none) != 0 {
		t.Errorf("Attempts(nobody) = %v, %v, want none", none, err)
	}
}

func testIsolation(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	save(t, s, a.ID, "q1", assessments.Answer{"a", "b"})
	closed := closeAt(t, s, a.ID, began.Add(time.Minute))
	record(t, s, a.ID, result(9))
	list, err := s.Attempts(t.Context(), a.Person, a.Module, a.Cycle)
	if err != nil {
		t.Fatal(err)
	}
	attention, err := s.Unsettled(t.Context(), began, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, returned := range slices.Concat([]assessments.Attempt{load(t, s, a.ID), closed}, list, attention) {
		spoil(returned)
	}
	wantAttempt(t, "Attempt after its copies were changed", load(t, s, a.ID), marked("p1", 1))
}

// marked returns what testIsolation and testIsolationIn record. It shares no memory with what they pass on.
func marked(person string, number int) assessments.Attempt {
	a, r := sample(person, number), result(9)
	a.Answers = answers{"q1": {"a", "b"}}
	a.SubmittedAt, a.Result = began.Add(time.Minute), &r
	return a
}

// spoil writes into everything that a store might share with its caller.
func spoil(a assessments.Attempt) {
	a.Questions[0] = "spoilt"
	a.Answers["q1"][0] = "spoilt"
	a.Answers["q7"] = assessments.Answer{"spoilt"}
	if a.Result != nil {
		a.Result.Earned["q1"] = 99
		a.Result.Points = 99
	}
}

func testIsolationIn(t *testing.T, s assessments.Store) {
	a := sample("p1", 1)
	start(t, s, a)
	given := answers{"q1": {"a", "b"}}
	if err := s.SaveAnswers(t.Context(), a.ID, given); err != nil {
		t.Fatal(err)
	}
	closeAt(t, s, a.ID, began.Add(time.Minute))
	r := result(9)
	record(t, s, a.ID, r)
	a.Questions[0], given["q1"][0], r.Earned["q1"] = "spoilt", "spoilt", 99
	wantAttempt(t, "Attempt after its arguments were changed", load(t, s, a.ID), marked("p1", 1))
}

func testCancelled(t *testing.T, s assessments.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a := sample("p1", 1)
	wantErr(t, "StartAttempt", s.StartAttempt(ctx, a), context.Canceled)
	_, err := s.Attempt(t.Context(), a.ID)
	wantErr(t, "Attempt after a cancelled start", err, assessments.ErrNotFound)

	start(t, s, a)
	save(t, s, a.ID, "q1", assessments.Answer{"a"})
	want := load(t, s, a.ID)
	for name, call := range calls(s, a) {
		wantErr(t, name, call(ctx), context.Canceled)
	}
	wantAttempt(t, "Attempt after cancelled calls", load(t, s, a.ID), want)

	closed := closeAt(t, s, a.ID, began.Add(time.Minute))
	wantErr(t, "RecordResult", s.RecordResult(ctx, a.ID, result(9)), context.Canceled)
	wantAttempt(t, "Attempt after a cancelled result", load(t, s, a.ID), closed)
	record(t, s, a.ID, result(9))
	wantErr(t, "Settle", s.Settle(ctx, a.ID), context.Canceled)
	if load(t, s, a.ID).Settled {
		t.Errorf("a cancelled Settle settled")
	}
}
