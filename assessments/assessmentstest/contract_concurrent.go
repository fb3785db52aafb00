package assessmentstest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"lernamt/assessments"
)

// crowd is how many callers meet in each concurrent case.
const crowd = 64

// together calls f from crowd goroutines at once and returns their errors in order.
func together(f func(i int) error) []error {
	errs := make([]error, crowd)
	ready := make(chan struct{})
	var wg sync.WaitGroup
	for i := range crowd {
		wg.Go(func() {
			<-ready
			errs[i] = f(i)
		})
	}
	close(ready)
	wg.Wait()
	return errs
}

func testConcurrentStart(t *testing.T, s assessments.Store) {
	winner := -1
	errs := together(func(i int) error {
		a := sample("p1", 1)
		a.Seed = uint64(i)
		return s.StartAttempt(t.Context(), a)
	})
	for i, err := range errs {
		switch {
		case err == nil && winner >= 0:
			t.Errorf("StartAttempt succeeded for %d and %d", winner, i)
		case err == nil:
			winner = i
		default:
			wantErr(t, "StartAttempt", err, assessments.ErrExists)
		}
	}
	if winner < 0 {
		t.Fatal("StartAttempt succeeded for nobody")
	}
	if got := load(t, s, sample("p1", 1).ID).Seed; got != uint64(winner) {
		t.Errorf("Seed = %d, want %d of the call that succeeded", got, winner)
	}
}

func testConcurrentSave(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	a.Answers = answers{}
	for i := range crowd {
		a.Answers[assessments.QuestionID(fmt.Sprintf("q%d", i))] = assessments.Answer{fmt.Sprintf("x%d", i)}
	}
	errs := together(func(i int) error {
		id := assessments.QuestionID(fmt.Sprintf("q%d", i))
		return s.SaveAnswers(t.Context(), a.ID, answers{id: a.Answers[id]})
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatalf("SaveAnswers error = %v", err)
	}
	wantAttempt(t, "Attempt", load(t, s, a.ID), a)
}

func testConcurrentClose(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	var closed assessments.Attempt
	errs := together(func(i int) error {
		if i == crowd/2 {
			var err error
			closed, err = s.CloseAttempt(t.Context(), a.ID, began.Add(time.Minute))
			return err
		}
		id := assessments.QuestionID(fmt.Sprintf("q%d", i))
		return s.SaveAnswers(t.Context(), a.ID, answers{id: {"x"}, id + "-more": {"y"}})
	})
	if errs[crowd/2] != nil {
		t.Fatalf("CloseAttempt error = %v", errs[crowd/2])
	}
	a.SubmittedAt, a.Answers = began.Add(time.Minute), answers{}
	for i, err := range errs {
		id := assessments.QuestionID(fmt.Sprintf("q%d", i))
		switch {
		case i == crowd/2:
		case err == nil:
			a.Answers[id], a.Answers[id+"-more"] = assessments.Answer{"x"}, assessments.Answer{"y"}
		default:
			wantErr(t, "SaveAnswers", err, assessments.ErrSubmitted)
		}
	}
	wantAttempt(t, "CloseAttempt", closed, a)
	wantAttempt(t, "Attempt", load(t, s, a.ID), a)
}

func testConcurrentCloseAgain(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	closed := make([]assessments.Attempt, crowd)
	errs := together(func(i int) error {
		var err error
		closed[i], err = s.CloseAttempt(t.Context(), a.ID, began.Add(time.Duration(i)*time.Second))
		return err
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatalf("CloseAttempt error = %v", err)
	}
	want := load(t, s, a.ID)
	for _, got := range closed {
		wantAttempt(t, "CloseAttempt", got, want)
	}
}

func testConcurrentResult(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	closeAt(t, s, a.ID, began.Add(time.Minute))
	seen := make([]assessments.Attempt, crowd)
	errs := together(func(i int) error {
		err := s.RecordResult(t.Context(), a.ID, assessments.Result{Points: i, Most: crowd})
		if err != nil {
			return err
		}
		seen[i], err = s.Attempt(t.Context(), a.ID)
		return err
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatalf("RecordResult error = %v", err)
	}
	want := load(t, s, a.ID)
	for _, got := range seen {
		wantAttempt(t, "Attempt after an acknowledged result", got, want)
	}
}
