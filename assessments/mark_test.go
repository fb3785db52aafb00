package assessments_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"lernamt/assessments"
)

// all returns every question of the sample, parts of cases included, by id.
func all(t testing.TB) map[assessments.QuestionID]*assessments.Question {
	found := map[assessments.QuestionID]*assessments.Question{}
	a := sampleAssessment(t)
	for _, p := range a.Pools {
		for i := range p.Questions {
			for _, q := range leaves(&p.Questions[i]) {
				found[q.ID] = q
			}
		}
	}
	return found
}

func TestMark(t *testing.T) {
	questions := all(t)
	share := *questions["gilt"] // options a and c are right, b is wrong
	share.ID, share.AllOrNone = "anteil", false
	questions["anteil"] = &share
	tests := []struct {
		id     assessments.QuestionID
		answer assessments.Answer
		points int
	}{
		{"stelle", assessments.Answer{"b"}, 1},
		{"stelle", assessments.Answer{"a"}, 0},
		{"stelle", nil, 0},
		{"stelle", assessments.Answer{"z"}, 0},
		{"stelle", assessments.Answer{"a", "b"}, 0},
		{"stimmt", assessments.Answer{"b"}, 1},
		{"gilt", assessments.Answer{"a", "c"}, 2},
		{"gilt", assessments.Answer{"c", "a"}, 2},
		{"gilt", assessments.Answer{"a"}, 0},
		{"gilt", assessments.Answer{"a", "b", "c"}, 0},
		{"anteil", assessments.Answer{"a", "c"}, 2},
		{"anteil", assessments.Answer{"a"}, 1},
		{"anteil", assessments.Answer{"a", "b", "c"}, 1},
		{"anteil", assessments.Answer{"a", "b"}, 0},
		{"anteil", assessments.Answer{"b"}, 0},
		{"anteil", assessments.Answer{"a", "a", "c"}, 0},
		{"schritte", assessments.Answer{"a", "b", "c"}, 3},
		{"schritte", assessments.Answer{"b", "a", "c"}, 2},
		{"schritte", assessments.Answer{"c", "a", "b"}, 1},
		{"schritte", assessments.Answer{"c", "b", "a"}, 0},
		{"schritte", assessments.Answer{"a", "", "c"}, 1},
		{"schritte", assessments.Answer{"a", "a", "c"}, 0},
		{"schritte", assessments.Answer{"a", "b"}, 0},
		{"zuordnen", assessments.Answer{"a", "b", "c"}, 3},
		{"zuordnen", assessments.Answer{"a", "c", "b"}, 1},
		{"zuordnen", assessments.Answer{"d", "", "c"}, 1},
		{"zuordnen", assessments.Answer{"d", "d", "d"}, 0},
		{"frist", assessments.Answer{"1072,5"}, 1},
		{"frist", assessments.Answer{"1.073 Stunden"}, 1},
		{"frist", assessments.Answer{"1072"}, 1},
		{"frist", assessments.Answer{"1071,99"}, 0},
		{"frist", assessments.Answer{"1072,5 Tage"}, 0},
		{"frist", assessments.Answer{"NaN"}, 0},
		{"frist", assessments.Answer{"1e999"}, 0},
		{"frist", assessments.Answer{strings.Repeat("9", 60000)}, 0},
		{"akte-frist", assessments.Answer{"72"}, 2},
		{"akte-frist", assessments.Answer{"72 Stunden"}, 0},
		{"rechtsbehelf", assessments.Answer{"Widerspruch"}, 1},
		{"rechtsbehelf", assessments.Answer{"widerspruch"}, 0},
		{"luecken", assessments.Answer{"BEKANNT ZU GEBEN", "begründen"}, 2},
		{"luecken", assessments.Answer{"bekanntzugeben", ""}, 1},
		{"luecken", assessments.Answer{"", "löschen"}, 0},
		{"luecken", assessments.Answer{"bekanntzugeben", "begründen", "mehr"}, 0},
	}
	for _, tt := range tests {
		q := questions[tt.id]
		if got := q.Mark(tt.answer); got.Points != tt.points || got.Most != q.Points {
			t.Errorf("%s: Mark(%.60q) = %+v, want %d of %d", tt.id, tt.answer, got, tt.points, q.Points)
		}
	}
}

// TestMarkProperties: the right answer is full marks, marks are never negative and never above the
// most, marking twice is the same, and the order of the options is irrelevant.
func TestMarkProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	texts := []string{"", "a", "b", "c", "d", "z", "72", "begründen", "Widerspruch", "-1"}
	for id, q := range all(t) {
		if m := q.Mark(solution(q)); m.Points != m.Most {
			t.Errorf("%s: the solution earns %+v", id, m)
		}
		turned := *q
		turned.Options = slices.Clone(q.Options)
		slices.Reverse(turned.Options)
		for range 500 {
			answer := make(assessments.Answer, rng.IntN(5))
			for i := range answer {
				answer[i] = texts[rng.IntN(len(texts))]
			}
			before := slices.Clone(answer)
			m := q.Mark(answer)
			if m.Points < 0 || m.Points > m.Most {
				t.Fatalf("%s: Mark(%q) = %+v", id, answer, m)
			}
			if again := q.Mark(answer); again != m || !slices.Equal(answer, before) {
				t.Fatalf("%s: Mark(%q) = %+v, then %+v", id, before, m, again)
			}
			if other := turned.Mark(answer); q.Kind != assessments.Ordering && other != m {
				t.Fatalf("%s: Mark(%q) = %+v, with turned options %+v", id, answer, m, other)
			}
		}
	}
}

func TestParseAnswer(t *testing.T) {
	questions := all(t)
	long := strings.Repeat("x", assessments.MaxAnswer)
	tests := []struct {
		id     assessments.QuestionID
		values []string
		want   assessments.Answer
		ok     bool
	}{
		{"stelle", nil, nil, true},
		{"stelle", []string{""}, nil, true},
		{"stelle", []string{"c"}, assessments.Answer{"c"}, true},
		{"stelle", []string{"d"}, nil, false},
		{"stelle", []string{"a", "b"}, nil, false},
		{"gilt", []string{"c", "a"}, assessments.Answer{"a", "c"}, true},
		{"gilt", []string{"a", "a"}, nil, false},
		{"gilt", []string{"x"}, nil, false},
		{"schritte", []string{"c", "", "a"}, assessments.Answer{"c", "", "a"}, true},
		{"schritte", []string{"", "", ""}, nil, true},
		{"schritte", []string{"a", "a", "b"}, nil, false},
		{"schritte", []string{"a", "b"}, nil, false},
		{"schritte", []string{"a", "b", "c", "a"}, nil, false},
		{"schritte", []string{"a", "b", "x"}, nil, false},
		{"zuordnen", []string{"d", "d", ""}, assessments.Answer{"d", "d", ""}, true},
		{"zuordnen", []string{"a", "b", "c", "d"}, nil, false},
		{"zuordnen", []string{"a", "b", "x"}, nil, false},
		{"frist", []string{"NaN"}, assessments.Answer{"NaN"}, true},
		{"frist", []string{"1", "2"}, nil, false},
		{"rechtsbehelf", []string{"  "}, nil, true},
		{"rechtsbehelf", []string{long}, assessments.Answer{long}, true},
		{"rechtsbehelf", []string{long + "x"}, nil, false},
		{"rechtsbehelf", []string{"\xff"}, nil, false},
		{"rechtsbehelf", []string{"<b>&"}, assessments.Answer{"<b>&"}, true},
		{"luecken", []string{"x", "löschen"}, assessments.Answer{"x", "löschen"}, true},
		{"luecken", []string{"x", "etwas anderes"}, nil, false},
		{"luecken", []string{"x", "", "y"}, nil, false},
		{"luecken", []string{"x"}, nil, false},
	}
	for _, tt := range tests {
		got, err := assessments.ParseAnswer(questions[tt.id], tt.values)
		if tt.ok != (err == nil) || !tt.ok && !errors.Is(err, assessments.ErrInvalidAnswer) {
			t.Errorf("%s: ParseAnswer(%.60q) error = %v, want ok %v", tt.id, tt.values, err, tt.ok)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: ParseAnswer(%.60q) = %.60q, want %.60q", tt.id, tt.values, got, tt.want)
		}
	}
	if _, err := assessments.ParseAnswer(&assessments.Question{Kind: assessments.Case}, nil); !errors.Is(err, assessments.ErrInvalidAnswer) {
		t.Errorf("ParseAnswer(case) error = %v, want ErrInvalidAnswer", err)
	}
}

func FuzzParseAnswer(f *testing.F) {
	f.Add("a\x00b\x00c")
	f.Add("72 Stunden")
	f.Add("\xff\x00")
	questions := all(f)
	f.Fuzz(func(t *testing.T, joined string) {
		values := strings.Split(joined, "\x00")
		for id, q := range questions {
			a, err := assessments.ParseAnswer(q, values)
			if err != nil {
				if !errors.Is(err, assessments.ErrInvalidAnswer) || q.Mark(values).Points != 0 {
					t.Errorf("%s: ParseAnswer(%q) error = %v, earns %+v", id, values, err, q.Mark(values))
				}
				continue
			}
			again, err := assessments.ParseAnswer(q, a)
			if err != nil || !slices.Equal(again, a) {
				t.Errorf("%s: ParseAnswer(%q) = %q, then %q, %v", id, values, a, again, err)
			}
			if q.Mark(values) != q.Mark(a) {
				t.Errorf("%s: %q earns %+v, canonical %q earns %+v", id, values, q.Mark(values), a, q.Mark(a))
			}
		}
	})
}
