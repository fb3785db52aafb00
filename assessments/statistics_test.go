package assessments_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"lernamt/assessments"
)

// TestStatisticsOfSittings lets five people sit the sample assessment, one of them twice.
func TestStatisticsOfSittings(t *testing.T) {
	d := sit(t)
	for i := range 5 {
		for range 1 + i/4 {
			at, err := d.Start(t.Context(), fmt.Sprintf("p-%d", i), module, 1, "hash", d.a)
			if err != nil {
				t.Fatal(err)
			}
			d.now = d.now.Add(time.Second)
			if _, err := d.Submit(t.Context(), at.Person, at.ID, d.a, nil); err != nil {
				t.Fatal(err)
			}
			d.now = d.now.Add(d.a.Wait)
		}
	}
	s, err := d.Statistics(t.Context(), module, "hash", d.a)
	if err != nil || s.People != 5 {
		t.Fatalf("Statistics = %d people, %v, want 5", s.People, err)
	}
	told := 0
	for _, f := range s.Questions {
		if f.Question.Kind == assessments.Essay || f.Question.Kind == assessments.Case {
			t.Errorf("a figure for %s", f.Question.Kind)
		}
		if f.People != 0 {
			told++
		}
	}
	if told == 0 {
		t.Error("nothing is told")
	}
	if s, err := d.Statistics(t.Context(), module, "andere", d.a); err != nil || s.People != 0 {
		t.Errorf("Statistics(another version) = %d people, %v", s.People, err)
	}
	if _, err := d.Statistics(t.Context(), module, "hash", &assessments.Assessment{}); !errors.Is(err, assessments.ErrNotFound) {
		t.Errorf("Statistics(wrong assessment) error = %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Statistics(ctx, module, "hash", d.a); !errors.Is(err, context.Canceled) {
		t.Errorf("Statistics(cancelled) error = %v", err)
	}
}
