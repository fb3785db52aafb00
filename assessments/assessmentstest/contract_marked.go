package assessmentstest

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"lernamt/assessments"
)

// markedAt returns a marked attempt with an answer of its own.
func markedAt(person string, number int, minute time.Duration) assessments.Attempt {
	a := sample(person, number)
	r := result(number)
	r.MarkedAt = began.Add(minute * time.Minute)
	a.SubmittedAt, a.Result = r.MarkedAt, &r
	a.Answers = map[assessments.QuestionID]assessments.Answer{"q1": {person, ""}, "a.$b": {"<b>"}}
	return a
}

func readMarked(t *testing.T, s assessments.Store, module, content string) []assessments.MarkedAttempt {
	t.Helper()
	var got []assessments.MarkedAttempt
	err := s.MarkedAttempts(t.Context(), module, content, func(a assessments.MarkedAttempt) error {
		got = append(got, a)
		return nil
	})
	if err != nil {
		t.Fatalf("MarkedAttempts error = %v", err)
	}
	return got
}

func testMarked(t *testing.T, s assessments.Store) {
	first, second, third, again := markedAt("z", 1, 1), markedAt("a", 1, 2), markedAt("m", 1, 3), markedAt("z", 2, 4)
	tied := markedAt("b", 1, 3)
	otherModule, otherContent := markedAt("x", 1, 2), markedAt("y", 1, 2)
	otherModule.Module, otherContent.Content = "anderes", "andere"
	otherModule.ID = otherModule.Key.ID()
	running, closed := sample("r", 1), sample("c", 1)
	closed.SubmittedAt = began
	importAll(t, s, again, tied, third, running, otherModule, first, closed, otherContent, second)

	want := []assessments.Attempt{first, second, third, tied, again}
	if tied.ID < third.ID {
		want[2], want[3] = tied, third
	}
	got := readMarked(t, s, first.Module, first.Content)
	if len(got) != len(want) {
		t.Fatalf("MarkedAttempts told %d attempts, want %d", len(got), len(want))
	}
	for i, sitter := range []int{0, 1, 2, 3, 0} {
		w := assessments.MarkedAttempt{Sitter: sitter, Questions: want[i].Questions, Answers: want[i].Answers, Earned: want[i].Result.Earned}
		if !reflect.DeepEqual(got[i], w) {
			t.Errorf("attempt %d:\n got %+v\nwant %+v", i, got[i], w)
		}
	}
	maps.Copy(got[0].Earned, map[assessments.QuestionID]int{"q1": 99})
	slices.Reverse(got[0].Questions)
	wantAttempt(t, "attempt after its reader changed what it got", load(t, s, first.ID), first)
	for _, none := range [][2]string{{first.Module, "unbekannt"}, {"unbekannt", first.Content}, {"", ""}} {
		if got := readMarked(t, s, none[0], none[1]); len(got) != 0 {
			t.Errorf("MarkedAttempts(%q) told %d attempts, want none", none, len(got))
		}
	}
}

func testMarkedStops(t *testing.T, s assessments.Store) {
	a := markedAt("a", 1, 1)
	importAll(t, s, a, markedAt("b", 1, 2), markedAt("c", 1, 3))
	enough, calls := errors.New("enough"), 0
	err := s.MarkedAttempts(t.Context(), a.Module, a.Content, func(assessments.MarkedAttempt) error {
		if calls++; calls == 2 {
			return enough
		}
		return nil
	})
	wantErr(t, "MarkedAttempts", err, enough)
	if calls != 2 {
		t.Errorf("yield was called %d times, want 2", calls)
	}
	if got := readMarked(t, s, a.Module, a.Content); len(got) != 3 {
		t.Errorf("after an error: %d attempts, want 3", len(got))
	}
}
