package assessments_test

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"lernamt/assessments"
	"lernamt/assessments/assessmentstest"
)

// A desk is a service whose clock and randomness the test holds, with one person at it.
type desk struct {
	*assessments.Service
	t   *testing.T
	a   *assessments.Assessment
	now time.Time
}

const (
	person = "p-1"
	module = "datenpannen"
)

func sit(t *testing.T) *desk {
	d := &desk{t: t, a: sampleAssessment(t), now: time.Date(2026, 11, 23, 8, 0, 0, 123456789, time.FixedZone("CET", 3600))}
	seed := uint64(41)
	d.Service = &assessments.Service{
		Store: assessmentstest.NewMemory(),
		Clock: func() time.Time { return d.now },
		Rand:  func() uint64 { seed++; return seed },
		Grace: assessments.DefaultGrace,
	}
	return d
}

func (d *desk) start() assessments.Attempt {
	d.t.Helper()
	at, err := d.Start(d.t.Context(), person, module, 1, "hash", d.a)
	if err != nil {
		d.t.Fatalf("Start error = %v", err)
	}
	return at
}

// page returns the form that a page of the attempt, made now, would send if nothing was touched.
func (d *desk) page(id assessments.AttemptID) map[string][]string {
	d.t.Helper()
	at, err := d.Attempt(d.t.Context(), person, id)
	if err != nil {
		d.t.Fatal(err)
	}
	return d.form(at, at.Answers)
}

func (d *desk) form(at assessments.Attempt, answers Answers) map[string][]string {
	asked, err := d.a.Ask(&at)
	if err != nil {
		d.t.Fatal(err)
	}
	form := map[string][]string{}
	for _, q := range asked {
		maps.Copy(form, fill(q.View(assessments.ViewOptions{Seed: at.Seed, Answers: answers})))
	}
	return form
}

// solved returns the form of a page made at the start, filled in rightly.
func (d *desk) solved(at assessments.Attempt) map[string][]string {
	answers := Answers{}
	for _, id := range at.Questions {
		for _, q := range leaves(d.a.Find(id)) {
			answers[q.ID] = solution(q)
		}
	}
	form := d.form(at, answers)
	for name, values := range d.form(at, nil) {
		if len(name) > 4 && name[:4] == "war." {
			form[name] = values
		}
	}
	return form
}

func TestStart(t *testing.T) {
	d := sit(t)
	at := d.start()
	if len(at.Questions) != 8 || at.Number != 1 || at.Content != "hash" || at.Seed != 42 {
		t.Errorf("Start = %+v, want 2 + 5 + 1 questions", at)
	}
	if at.StartedAt.Location() != time.UTC || at.StartedAt.Nanosecond()%1e6 != 0 || !at.Deadline.Equal(at.StartedAt.Add(30*time.Minute)) {
		t.Errorf("Start = %v to %v", at.StartedAt, at.Deadline)
	}
	d.now = d.now.Add(time.Minute)
	if again := d.start(); !reflect.DeepEqual(again, at) {
		t.Errorf("Start(again) = %+v, want %+v", again, at)
	}
	if other, err := d.Start(t.Context(), "p-2", module, 1, "hash", d.a); err != nil || other.ID == at.ID {
		t.Errorf("Start(other person) = %v, %v", other.ID, err)
	}
}

func TestStartAtOnce(t *testing.T) {
	d := sit(t)
	var mu sync.Mutex
	seed := uint64(0)
	d.Rand = func() uint64 { mu.Lock(); defer mu.Unlock(); seed++; return seed }
	got := make([]assessments.Attempt, 32)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() { got[i], _ = d.Start(t.Context(), person, module, 1, "hash", d.a) })
	}
	wg.Wait()
	for _, at := range got {
		if !reflect.DeepEqual(at, got[0]) || at.Number != 1 {
			t.Errorf("Start = %+v, want %+v for all", at, got[0])
		}
	}
}

func TestTriesAndWait(t *testing.T) {
	d := sit(t)
	for try := 1; try <= 3; try++ {
		at := d.start()
		if at.Number != try {
			t.Fatalf("Number = %d, want %d", at.Number, try)
		}
		d.now = d.now.Add(time.Minute)
		if got, err := d.Submit(t.Context(), person, at.ID, d.a, nil); err != nil || got.Result.Passed || got.Result.Points != 0 {
			t.Fatalf("Submit = %+v, %v", got.Result, err)
		}
		st, err := d.Status(t.Context(), person, module, 1, d.a)
		if err != nil || st.TriesLeft != 3-try || st.Running != nil || st.Passed || len(st.Attempts) != try || st.Best.Number != 1 {
			t.Fatalf("Status = %+v, %v", st, err)
		}
		if try == 3 {
			break
		}
		end := d.now.UTC().Truncate(time.Millisecond).Add(24 * time.Hour)
		_, err = d.Start(t.Context(), person, module, 1, "hash", d.a)
		var wait *assessments.WaitError
		if !errors.As(err, &wait) || !errors.Is(err, assessments.ErrWait) || !wait.Until.Equal(end) || !st.NotBefore.Equal(end) {
			t.Fatalf("Start error = %v, status until %v, want to wait until %v", err, st.NotBefore, end)
		}
		d.now = end
	}
	d.now = d.now.Add(1000 * time.Hour)
	if _, err := d.Start(t.Context(), person, module, 1, "hash", d.a); !errors.Is(err, assessments.ErrNoTriesLeft) {
		t.Errorf("Start error = %v, want ErrNoTriesLeft", err)
	}
	if _, err := d.Start(t.Context(), person, module, 2, "hash", d.a); err != nil {
		t.Errorf("Start(next cycle) error = %v", err)
	}
}

func TestPass(t *testing.T) {
	d := sit(t)
	at := d.start()
	got, err := d.Submit(t.Context(), person, at.ID, d.a, d.solved(at))
	if err != nil || !got.Result.Passed || got.Result.Points != got.Result.Most || got.Result.Most < 14 {
		t.Fatalf("Submit = %+v, %v", got.Result, err)
	}
	again, err := d.Submit(t.Context(), person, at.ID, d.a, map[string][]string{"a.fremd": {"x"}})
	if err != nil || !reflect.DeepEqual(again, got) {
		t.Errorf("Submit(again) = %+v, %v, want %+v", again, err, got)
	}
	if _, err := d.Start(t.Context(), person, module, 1, "hash", d.a); !errors.Is(err, assessments.ErrPassed) {
		t.Errorf("Start error = %v, want ErrPassed", err)
	}
	st, err := d.Status(t.Context(), person, module, 1, d.a)
	if err != nil || !st.Passed || st.TriesLeft != 0 || !st.NotBefore.IsZero() || st.Best.ID != at.ID {
		t.Errorf("Status = %+v, %v", st, err)
	}
}

func TestPassMarkIsExact(t *testing.T) {
	q := func(id assessments.QuestionID, points int) assessments.Question {
		return assessments.Question{ID: id, Kind: assessments.ShortText, Points: points, Accept: []string{"ja"}}
	}
	for _, tt := range []struct {
		right, wrong, mark int
		passed             bool
	}{{3, 2, 60, true}, {3, 2, 61, false}, {1, 2, 33, true}, {1, 2, 34, false}, {0, 1, 0, true}, {99, 1, 100, false}} {
		a := &assessments.Assessment{PassMark: tt.mark, Pools: []assessments.Pool{{Questions: []assessments.Question{q("a", max(tt.right, 1)), q("b", tt.wrong)}}}}
		at := assessments.Attempt{Questions: []assessments.QuestionID{"a", "b"}}
		if tt.right > 0 {
			at.Answers = Answers{"a": {"ja"}}
		}
		r, err := a.Mark(&at)
		if err != nil || r.Passed != tt.passed {
			t.Errorf("%d of %d points at %d %%: passed %v, %v", r.Points, r.Most, tt.mark, r.Passed, err)
		}
	}
}

func TestDrawAvoidsSeen(t *testing.T) {
	d := sit(t)
	d.a.Wait = 0
	first := d.start()
	if _, err := d.Submit(t.Context(), person, first.ID, d.a, nil); err != nil {
		t.Fatal(err)
	}
	second := d.start()
	var fresh int
	for _, id := range second.Questions {
		if slices.Contains([]assessments.QuestionID{"stelle", "gilt", "stimmt"}, id) && !slices.Contains(first.Questions, id) {
			fresh++
		}
	}
	if fresh != 1 { // of three questions two were drawn, so one is left
		t.Errorf("second draw %v after %v holds %d unseen questions, want 1", second.Questions, first.Questions, fresh)
	}
}

func TestDrawKeepsOrder(t *testing.T) {
	d := sit(t)
	d.a.Shuffle = false
	want := []assessments.QuestionID{"schritte", "zuordnen", "frist", "rechtsbehelf", "luecken", "fall-akte-nun"}
	if got := d.start().Questions; !slices.Equal(got[2:], want) {
		t.Errorf("Questions = %v, want %v at the end", got, want)
	}
}
