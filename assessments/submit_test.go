package assessments_test

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"testing"
	"time"

	"lernamt/assessments"
)

func TestSaveRefuses(t *testing.T) {
	d := sit(t)
	at := d.start()
	good := d.solved(at)
	foreign := maps.Clone(good)
	foreign["a.nicht-gezogen"] = []string{"1"}
	tests := []struct {
		name   string
		person string
		id     assessments.AttemptID
		form   map[string][]string
		after  time.Duration
		want   error
	}{
		{"unknown attempt", person, "x", good, 0, assessments.ErrNotFound},
		{"another person's attempt", "p-2", at.ID, good, 0, assessments.ErrNotFound},
		{"a question that is not asked", person, at.ID, foreign, 0, assessments.ErrInvalidAnswer},
		{"after the time", person, at.ID, good, 30*time.Minute + assessments.DefaultGrace + time.Second, assessments.ErrTimeUp},
	}
	began := d.now
	for _, tt := range tests {
		d.now = began.Add(tt.after)
		if err := d.Save(t.Context(), tt.person, tt.id, d.a, tt.form); !errors.Is(err, tt.want) {
			t.Errorf("%s: Save error = %v, want %v", tt.name, err, tt.want)
		}
		if got, err := d.Attempt(t.Context(), person, at.ID); err != nil || len(got.Answers) > 0 {
			t.Errorf("%s: answers = %v, %v, want none", tt.name, got.Answers, err)
		}
	}
	if _, err := d.Submit(t.Context(), "p-2", at.ID, d.a, good); !errors.Is(err, assessments.ErrNotFound) {
		t.Errorf("Submit(other person) error = %v, want ErrNotFound", err)
	}
	d.now = began
	if _, err := d.Submit(t.Context(), person, at.ID, d.a, foreign); !errors.Is(err, assessments.ErrInvalidAnswer) {
		t.Errorf("Submit(foreign) error = %v, want ErrInvalidAnswer", err)
	}
	if _, err := d.Submit(t.Context(), person, at.ID, d.a, good); err != nil {
		t.Fatal(err)
	}
	if err := d.Save(t.Context(), person, at.ID, d.a, good); !errors.Is(err, assessments.ErrSubmitted) {
		t.Errorf("Save(submitted) error = %v, want ErrSubmitted", err)
	}
}

func TestStaleTab(t *testing.T) {
	d := sit(t)
	d.a.Pools = d.a.Pools[1:2] // all five questions of one pool
	at := d.start()
	old := d.page(at.ID) // a tab that is left open

	newer := d.page(at.ID)
	newer["a.frist"] = []string{"72"}
	newer["a.luecken.1"] = []string{"neu"}
	if err := d.Save(t.Context(), person, at.ID, d.a, newer); err != nil {
		t.Fatal(err)
	}
	old["a.rechtsbehelf"] = []string{"Klage"}
	if err := d.Save(t.Context(), person, at.ID, d.a, old); err != nil {
		t.Fatal(err)
	}
	want := Answers{"frist": {"72"}, "luecken": {"neu", ""}, "rechtsbehelf": {"Klage"}}
	if got, _ := d.Attempt(t.Context(), person, at.ID); !reflect.DeepEqual(got.Answers, want) {
		t.Errorf("Answers = %v, want %v", got.Answers, want)
	}

	clear := d.page(at.ID)
	clear["a.frist"] = []string{""}
	if err := d.Save(t.Context(), person, at.ID, d.a, clear); err != nil {
		t.Fatal(err)
	}
	delete(want, "frist")
	if got, _ := d.Attempt(t.Context(), person, at.ID); !reflect.DeepEqual(got.Answers, want) {
		t.Errorf("Answers after clearing = %v, want %v", got.Answers, want)
	}
	one := map[string][]string{"a.frist": {"5"}} // a script's autosave without the digest
	if err := d.Save(t.Context(), person, at.ID, d.a, one); err != nil {
		t.Fatal(err)
	}
	if got, _ := d.Attempt(t.Context(), person, at.ID); got.Answers["frist"][0] != "5" || len(got.Answers) != 3 {
		t.Errorf("Answers after autosave = %v", got.Answers)
	}
}

func TestTimeUp(t *testing.T) {
	d := sit(t)
	at := d.start()
	if err := d.Save(t.Context(), person, at.ID, d.a, d.solved(at)); err != nil {
		t.Fatal(err)
	}
	d.now = at.Deadline.Add(d.Grace) // the last moment
	late := d.page(at.ID)
	if err := d.Save(t.Context(), person, at.ID, d.a, late); err != nil {
		t.Errorf("Save(within the grace) error = %v", err)
	}
	if st, err := d.Status(t.Context(), person, module, 1, d.a); err != nil || st.Running == nil {
		t.Errorf("Status(within the grace) = %+v, %v, want running", st, err)
	}
	d.now = d.now.Add(time.Millisecond)
	got, err := d.Submit(t.Context(), person, at.ID, d.a, map[string][]string{})
	if !errors.Is(err, assessments.ErrTimeUp) || got.Result == nil || !got.Result.Passed || !got.SubmittedAt.Equal(at.Deadline) {
		t.Errorf("Submit = %+v, %v, want what was saved, marked, and ErrTimeUp", got, err)
	}
	again, err := d.Submit(t.Context(), person, at.ID, d.a, nil)
	if err != nil || !reflect.DeepEqual(again, got) {
		t.Errorf("Submit(again) = %+v, %v", again, err)
	}
}

func TestSubmitWithinGraceEndsAtDeadline(t *testing.T) {
	d := sit(t)
	at := d.start()
	d.now = at.Deadline.Add(d.Grace)
	got, err := d.Submit(t.Context(), person, at.ID, d.a, d.solved(at))
	if err != nil || !got.Result.Passed || !got.SubmittedAt.Equal(at.Deadline) {
		t.Errorf("Submit = %+v, %v", got, err)
	}
}

func TestFinish(t *testing.T) {
	d := sit(t)
	overdue := d.start()
	if err := d.Save(t.Context(), person, overdue.ID, d.a, d.solved(overdue)); err != nil {
		t.Fatal(err)
	}
	crashed, _ := d.Start(t.Context(), "p-2", module, 1, "hash", d.a)
	if _, err := d.Store.CloseAttempt(t.Context(), crashed.ID, d.now); err != nil {
		t.Fatal(err)
	}
	lost, _ := d.Start(t.Context(), "p-3", module, 1, "lost", d.a)
	d.now = overdue.Deadline.Add(d.Grace)
	fresh, _ := d.Start(t.Context(), "p-4", module, 1, "hash", d.a)

	gone := errors.New("gone")
	find := func(_, content string) (*assessments.Assessment, error) {
		if content == "lost" {
			return nil, gone
		}
		return d.a, nil
	}
	got, err := d.Finish(t.Context(), 100, find)
	if err != nil || len(got) != 1 || got[0].ID != crashed.ID {
		t.Fatalf("Finish(within the grace) = %v, %v, want the closed one", got, err)
	}
	d.now = d.now.Add(time.Second)
	got, err = d.Finish(t.Context(), 100, find)
	if !errors.Is(err, gone) || len(got) != 2 {
		t.Fatalf("Finish = %v, %v, want two and the error of the third", got, err)
	}
	for _, at := range got {
		if at.Result == nil || at.Result.Passed != (at.ID == overdue.ID) {
			t.Errorf("finished %+v", at)
		}
		if stored, _ := d.Store.Attempt(t.Context(), at.ID); !reflect.DeepEqual(stored, at) {
			t.Errorf("stored %+v, returned %+v", stored, at)
		}
	}
	for _, id := range []assessments.AttemptID{lost.ID, fresh.ID} {
		if at, _ := d.Store.Attempt(t.Context(), id); at.Result != nil {
			t.Errorf("attempt %s was marked", id)
		}
	}
}

func TestReview(t *testing.T) {
	for _, tt := range []struct {
		feedback assessments.Feedback
		pass     bool
		shown    bool
	}{
		{assessments.FeedbackAtOnce, false, true},
		{assessments.FeedbackAfterSubmit, false, true},
		{assessments.FeedbackAfterPass, false, false},
		{assessments.FeedbackAfterPass, true, true},
		{assessments.FeedbackNever, true, false},
	} {
		d := sit(t)
		d.a.Feedback = tt.feedback
		at := d.start()
		if _, err := d.a.Review(&at); !errors.Is(err, assessments.ErrNotFound) {
			t.Errorf("Review(running) error = %v, want ErrNotFound", err)
		}
		form := map[string][]string{}
		if tt.pass {
			form = d.solved(at)
		}
		at, err := d.Submit(t.Context(), person, at.ID, d.a, form)
		if err != nil {
			t.Fatal(err)
		}
		r, err := d.a.Review(&at)
		if err != nil || r.Passed != tt.pass || r.Points != at.Result.Points || (len(r.Questions) == len(at.Questions)) != tt.shown || !tt.shown && r.Questions != nil {
			t.Errorf("%s, passed %v: Review = %d questions, %v, want shown %v", tt.feedback, tt.pass, len(r.Questions), err, tt.shown)
		}
		sum := 0
		for _, q := range r.Questions {
			sum += q.Earned
		}
		if tt.shown && sum != r.Points {
			t.Errorf("questions earn %d, the review says %d", sum, r.Points)
		}
	}
}

// A faulty store fails after a number of calls.
type faulty struct {
	assessments.Store
	left int
}

var errFault = errors.New("fault")

func (f *faulty) spend() error {
	f.left--
	if f.left < 0 {
		return errFault
	}
	return nil
}

func (f *faulty) SaveAnswers(ctx context.Context, id assessments.AttemptID, a Answers) error {
	return errors.Join(f.spend(), f.Store.SaveAnswers(ctx, id, a))
}

func (f *faulty) CloseAttempt(ctx context.Context, id assessments.AttemptID, at time.Time) (assessments.Attempt, error) {
	a, err := f.Store.CloseAttempt(ctx, id, at)
	return a, errors.Join(f.spend(), err)
}

func (f *faulty) RecordResult(ctx context.Context, id assessments.AttemptID, r assessments.Result) error {
	if err := f.spend(); err != nil {
		return err
	}
	return f.Store.RecordResult(ctx, id, r)
}

// TestCrash cuts a submission off after each step; submitting again finishes it with the same result.
func TestCrash(t *testing.T) {
	for steps := range 3 {
		d := sit(t)
		at := d.start()
		whole := d.Service.Store
		d.Service.Store = &faulty{whole, steps}
		form := d.solved(at)
		if _, err := d.Submit(t.Context(), person, at.ID, d.a, form); !errors.Is(err, errFault) {
			t.Fatalf("after %d steps: Submit error = %v", steps, err)
		}
		d.Service.Store = whole
		got, err := d.Submit(t.Context(), person, at.ID, d.a, form)
		if err != nil || !got.Result.Passed || got.Result.Points != got.Result.Most {
			t.Errorf("after %d steps: Submit(again) = %+v, %v", steps, got.Result, err)
		}
	}
}
