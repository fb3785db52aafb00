package assessmentstest

import (
	"slices"
	"testing"
	"time"

	"lernamt/assessments"
)

func testClose(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	save(t, s, a.ID, "q1", assessments.Answer{"a"})
	at := began.Add(5 * time.Minute)
	got := closeAt(t, s, a.ID, at)
	a.SubmittedAt, a.Answers = at, answers{"q1": {"a"}}
	wantAttempt(t, "CloseAttempt", got, a)
	wantAttempt(t, "Attempt", load(t, s, a.ID), a)

	err := s.SaveAnswers(t.Context(), a.ID, answers{"q1": {"b"}, "q2": {"c"}})
	wantErr(t, "SaveAnswers(closed)", err, assessments.ErrSubmitted)
	wantErr(t, "SaveAnswers(closed, nothing)", s.SaveAnswers(t.Context(), a.ID, nil), assessments.ErrSubmitted)
	wantAttempt(t, "Attempt after a refused answer", load(t, s, a.ID), a)
}

func testCloseAgain(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	first := closeAt(t, s, a.ID, began.Add(5*time.Minute))
	for _, at := range []time.Time{began.Add(time.Minute), began.Add(5 * time.Minute), began.Add(time.Hour)} {
		wantAttempt(t, "CloseAttempt(again)", closeAt(t, s, a.ID, at), first)
	}
	record(t, s, a.ID, result(9))
	want := load(t, s, a.ID)
	wantAttempt(t, "CloseAttempt(marked)", closeAt(t, s, a.ID, began.Add(time.Hour)), want)
}

func testResult(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	closed := closeAt(t, s, a.ID, began.Add(time.Minute))
	r := result(9)
	record(t, s, a.ID, r)
	closed.Result = &r
	wantAttempt(t, "Attempt", load(t, s, a.ID), closed)
	record(t, s, a.ID, result(2))
	wantAttempt(t, "Attempt after a second result", load(t, s, a.ID), closed)

	nothing := start(t, s, sample("p2", 1))
	closed = closeAt(t, s, nothing.ID, began.Add(time.Minute))
	record(t, s, nothing.ID, assessments.Result{})
	closed.Result = &assessments.Result{}
	wantAttempt(t, "Attempt with the zero result", load(t, s, nothing.ID), closed)
	record(t, s, nothing.ID, result(9))
	wantAttempt(t, "Attempt with the zero result, marked again", load(t, s, nothing.ID), closed)
}

func testResultTooEarly(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	wantErr(t, "RecordResult(running)", s.RecordResult(t.Context(), a.ID, result(9)), assessments.ErrNotFound)
	wantErr(t, "Settle(running)", s.Settle(t.Context(), a.ID), assessments.ErrNotFound)
	wantAttempt(t, "Attempt", load(t, s, a.ID), a)
	save(t, s, a.ID, "q1", assessments.Answer{"a"})
	closeAt(t, s, a.ID, began.Add(time.Minute))
	record(t, s, a.ID, result(3))
	if got := load(t, s, a.ID).Result; got == nil || got.Points != 3 {
		t.Errorf("Result = %+v, want 3 points", got)
	}
}

func testSettle(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	closeAt(t, s, a.ID, began.Add(time.Minute))
	wantErr(t, "Settle(without a result)", s.Settle(t.Context(), a.ID), assessments.ErrNotFound)
	record(t, s, a.ID, result(9))
	want := load(t, s, a.ID)
	want.Settled = true
	for range 2 {
		if err := s.Settle(t.Context(), a.ID); err != nil {
			t.Fatalf("Settle error = %v", err)
		}
		wantAttempt(t, "Attempt", load(t, s, a.ID), want)
	}
	record(t, s, a.ID, result(1))
	wantAttempt(t, "CloseAttempt(settled)", closeAt(t, s, a.ID, began.Add(time.Hour)), want)
}

func testUnsettled(t *testing.T, s assessments.Store) {
	now := began.Add(20 * time.Minute)
	due := sample("due", 1)
	due.Deadline = now.Add(-time.Millisecond)
	start(t, s, due)
	atLimit := sample("at the limit", 1)
	atLimit.Deadline = now
	start(t, s, atLimit)
	unlimited := sample("unlimited", 1)
	unlimited.Deadline = time.Time{}
	start(t, s, unlimited)
	unmarked := start(t, s, sample("unmarked", 1))
	closeAt(t, s, unmarked.ID, began)
	marked := sample("marked", 1)
	marked.Deadline = time.Time{}
	start(t, s, marked)
	closeAt(t, s, marked.ID, now.Add(time.Hour))
	record(t, s, marked.ID, result(9))
	settled := start(t, s, sample("settled", 1))
	closeAt(t, s, settled.ID, began)
	record(t, s, settled.ID, result(9))
	if err := s.Settle(t.Context(), settled.ID); err != nil {
		t.Fatal(err)
	}

	got, err := s.Unsettled(t.Context(), now, 100)
	if err != nil {
		t.Fatal(err)
	}
	var who []string
	for _, a := range got {
		who = append(who, a.Person)
		wantAttempt(t, "Unsettled", a, load(t, s, a.ID))
	}
	slices.Sort(who)
	if want := []string{"due", "marked", "unmarked"}; !slices.Equal(who, want) {
		t.Errorf("Unsettled = %q, want %q", who, want)
	}
}

func testUnsettledOrder(t *testing.T, s assessments.Store) {
	var want []assessments.AttemptID
	for i, person := range []string{"a", "b", "c", "d", "e", "f"} {
		a := sample(person, 1)
		a.StartedAt = began.Add(-time.Duration(i/2) * time.Minute) // in pairs that start together
		start(t, s, a)
		want = append(want, a.ID)
	}
	for pair := range slices.Chunk(want, 2) {
		slices.Sort(pair)
	}
	want = slices.Concat(want[4:], want[2:4], want[:2])
	for _, limit := range []int{1, 3, 6, 100} {
		got, err := s.Unsettled(t.Context(), began.Add(time.Hour), limit)
		if err != nil {
			t.Fatal(err)
		}
		var ids []assessments.AttemptID
		for _, a := range got {
			ids = append(ids, a.ID)
		}
		if w := want[:min(limit, len(want))]; !slices.Equal(ids, w) {
			t.Errorf("Unsettled(limit %d) = %v, want %v", limit, ids, w)
		}
	}
}
