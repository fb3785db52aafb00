package assessments

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

func TestWilson(t *testing.T) {
	// 8 of 10: (0.8 + 0.19207 ± 1.95996 √(0.016 + 0.0096036)) / 1.38415; the limits 49.0 % and 94.3 % are the usual example.
	for _, c := range []struct {
		p         float64
		n         int
		low, high float64
	}{
		{0.8, 10, 0.4902, 0.9433},
		{0.5, 100, 0.4038, 0.5962},
		{0, 10, 0, 0.2775}, // 3.84146/13.84146
		{1, 10, 0.7225, 1},
		{0, 1, 0, 0.7935}, // 3.84146/4.84146
	} {
		if low, high := wilson(c.p, c.n); math.Abs(low-c.low) > 5e-5 || math.Abs(high-c.high) > 5e-5 {
			t.Errorf("wilson(%v, %d) = %.4f, %.4f, want %.4f, %.4f", c.p, c.n, low, high, c.low, c.high)
		}
	}
}

func TestFisher(t *testing.T) {
	// artanh 0.5 = 0.54931; z/√25 = 0.39199; tanh 0.15732 = 0.15603, tanh 0.94130 = 0.73589.
	if low, high := fisher(0.5, 28); math.Abs(low-0.15603) > 1e-4 || math.Abs(high-0.73589) > 1e-4 {
		t.Errorf("fisher(0.5, 28) = %.5f, %.5f", low, high)
	}
	if low, high := fisher(-1, 10); low != -1 || high != -1 {
		t.Errorf("fisher(-1, 10) = %v, %v", low, high)
	}
}

func TestCorrelation(t *testing.T) {
	third := 1.0 / 3
	for _, c := range []struct {
		x, y []float64
		want float64
	}{
		{[]float64{1, 2, 3}, []float64{2, 4, 6}, 1},
		{[]float64{0, 1, 0, 1}, []float64{1, 0, 1, 0}, -1},
		// x̄ = 3, ȳ = 4; Σdxdy = 6, Σdx² = 10, Σdy² = 6: 6/√60.
		{[]float64{1, 2, 3, 4, 5}, []float64{2, 4, 5, 4, 5}, 6 / math.Sqrt(60)},
		{[]float64{third, 2.0 / 6, 3.0 / 9}, []float64{1, 2, 3}, 0},
		{[]float64{1, 2, 3}, []float64{0.1, 0.1, 0.1}, 0},
		{[]float64{1}, []float64{1}, 0},
		{nil, nil, 0},
		{[]float64{1e-9, 2e-9}, []float64{1e9, 2e9}, 1},
	} {
		if got := correlation(c.x, c.y); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("correlation(%v, %v) = %v, want %v", c.x, c.y, got, c.want)
		}
	}
}

func TestRounded(t *testing.T) {
	for people, want := range []int{0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10, 10, 10, 15} {
		if got := rounded(people, 1); got != want {
			t.Errorf("rounded(%d) = %d, want %d", people, got, want)
		}
	}
	for _, c := range []struct{ points, most, want int }{{7, 3, 0}, {15, 6, 5}, {14, 6, 0}, {30, 4, 10}, {29, 4, 5}} {
		if got := rounded(c.points, c.most); got != c.want {
			t.Errorf("rounded(%d/%d) = %d, want %d", c.points, c.most, got, c.want)
		}
	}
}

func TestShareOfPeople(t *testing.T) {
	for _, c := range []struct {
		number, n int
		want      Share
	}{
		// High is Wilson's for 2.5 of 5: (0.5 + 0.38415 + 1.95996 √(0.05 + 0.03841)) / 1.76829 = 0.8296.
		{0, 5, Share{0, 0, 83}},
		{5, 5, Share{100, 17, 100}},
		// Low is Wilson's for 7.5 of 15, (0.62805 - 0.28359) / 1.2561, high that for 12.5, (0.96138 + 0.22796) / 1.2561.
		{10, 15, Share{67, 27, 95}},
		{60, 100, Share{60, 47, 72}},
	} {
		if got := shareOfPeople(c.number, c.n); got != c.want {
			t.Errorf("shareOfPeople(%d, %d) = %+v, want %+v", c.number, c.n, got, c.want)
		}
	}
}

func TestTellable(t *testing.T) {
	for _, c := range []struct {
		numbers []int
		n       int
		want    bool
	}{
		{[]int{5, 0, 0}, 5, true},
		{[]int{10, 0, 0, 0}, 10, true},
		{[]int{0, 0, 0, 0, 0}, 10, false}, // each was 2
		{[]int{5, 5, 5, 5, 5}, 15, false}, // each was 3
		{[]int{5, 5, 5, 5, 5}, 35, false}, // each was 7
		{[]int{5, 5, 5, 5, 0}, 25, true},
		{[]int{40, 0, 0, 0, 5}, 50, true},
	} {
		if got := tellable(c.numbers, c.n); got != c.want {
			t.Errorf("tellable(%v of %d) = %v, want %v", c.numbers, c.n, got, c.want)
		}
	}
}

// TestNothingIsRecovered tries all ways in which up to 15 people can choose among up to 5 options: whatever is told,
// three numbers of people or more are possible for each option.
func TestNothingIsRecovered(t *testing.T) {
	type told struct {
		numbers string
		n       int
	}
	for m := 2; m <= 5; m++ {
		possible := map[told][]map[int]bool{}
		var each func(numbers []int, left, n int)
		each = func(numbers []int, left, n int) {
			if len(numbers) < m-1 {
				for k := 0; k <= left; k++ {
					each(append(numbers[:len(numbers):len(numbers)], k), left-k, n)
				}
				return
			}
			numbers = append(numbers[:len(numbers):len(numbers)], left)
			shown := make([]int, m)
			for i, k := range numbers {
				shown[i] = rounded(k, 1)
			}
			if !tellable(shown, n) {
				return
			}
			key := told{fmt.Sprint(shown), n}
			if possible[key] == nil {
				possible[key] = make([]map[int]bool, m)
				for i := range m {
					possible[key][i] = map[int]bool{}
				}
			}
			for i, k := range numbers {
				possible[key][i][k] = true
			}
		}
		for n := 5; n <= 15; n += 5 {
			each(nil, n, n)
		}
		if len(possible) < 5 {
			t.Errorf("%d options: only %d answers are told", m, len(possible))
		}
		for key, options := range possible {
			for i, values := range options {
				if len(values) < 3 {
					t.Errorf("%+v: option %d was chosen by one of %v", key, i, values)
				}
			}
		}
	}
}

// an exam of three questions: one with three options for 2 points, one to type for 1, a case of two parts.
func exam() *Assessment {
	choose := Question{ID: "wahl", Kind: Single, Points: 2, Options: []Option{{ID: "a", Right: true}, {ID: "b"}, {ID: "c"}}}
	typed := Question{ID: "wort", Kind: ShortText, Points: 1, Accept: []string{"ja"}}
	story := Question{ID: "fall", Kind: Case, Parts: []Question{
		{ID: "fall-1", Kind: TrueFalse, Points: 1, Options: []Option{{ID: "a", Right: true}, {ID: "b"}}},
		{ID: "fall-2", Kind: Essay, Points: 3},
	}}
	return &Assessment{Pools: []Pool{{Draw: 3, Questions: []Question{choose, typed, story}}}}
}

// sitting returns an attempt of the sitter: the option chosen, whether the word was right, and the part of the case.
func sitting(a *Assessment, sitter int, option, word, part string) MarkedAttempt {
	at := MarkedAttempt{Sitter: sitter, Questions: []QuestionID{"wort", "fall", "wahl"}, Earned: map[QuestionID]int{}, Answers: map[QuestionID]Answer{}}
	for id, text := range map[QuestionID]string{"wahl": option, "wort": word, "fall-1": part} {
		if text != "" {
			at.Answers[id] = Answer{text}
		}
		at.Earned[id] = a.Find(id).Mark(at.Answers[id]).Points
	}
	return at
}

func statisticsOf(t *testing.T, a *Assessment, list ...MarkedAttempt) map[QuestionID]QuestionFigure {
	t.Helper()
	tally := newTally(a)
	for _, at := range list {
		if err := tally.add(at); err != nil {
			t.Fatal(err)
		}
	}
	figures := map[QuestionID]QuestionFigure{}
	for _, f := range tally.statistics().Questions {
		figures[f.Question.ID] = f
	}
	return figures
}

func TestFiguresByHand(t *testing.T) {
	a := exam()
	var list []MarkedAttempt
	for i, s := range []struct{ option, word, part string }{
		{"a", "ja", "a"}, {"a", "ja", "a"}, {"a", "ja", "b"}, {"a", "nein", "a"}, {"a", "ja", "a"},
		{"b", "nein", "b"}, {"b", "nein", "b"}, {"b", "", "b"}, {"c", "ja", "b"}, {"", "nein", "a"},
		{"c", "nein", "b"}, // the eleventh waits
	} {
		list = append(list, sitting(a, i, s.option, s.word, s.part))
	}
	got := statisticsOf(t, a, list...)
	if len(got) != 3 {
		t.Errorf("%d figures, want 3: the essay has none", len(got))
	}
	choose := got["wahl"]
	if choose.People != 10 || choose.Facility != (Share{50, 8, 92}) {
		t.Errorf("people %d, facility %+v, want 10 and 50 %% of 8..92", choose.People, choose.Facility)
	}
	// Points 2 2 2 2 2 0 0 0 0 0 against words and parts (of 5 points) 2 2 1 1 2 0 0 0 1 1: with x̄ = 1 and ȳ = 1,
	// Σdxdy = 6, Σdx² = 10, Σdy² = 6: 6/√60 = 0.77.
	if d := choose.Discrimination; d == nil || d.Tenths != 8 {
		t.Errorf("discrimination %+v, want 0.8", d)
	}
	c := choose.Choices
	if c == nil || c.Options[0].People != 5 || c.Options[1].People != 5 || c.Options[2].People != 0 || c.Open != 0 {
		t.Errorf("choices %+v, want 5, 5, fewer, fewer", c)
	}
	// The part against the rest without its case, words and choices: 3 3 3 2 3 0 0 0 1 0 of 3. Parts 1 1 0 1 1 0 0 0 0 1:
	// x̄ = 0.5, ȳ = 1.5; Σdxdy = 11 - 7.5 = 3.5, Σdx² = 2.5, Σdy² = 41 - 22.5 = 18.5: 3.5/√46.25 = 0.51.
	if d := got["fall-1"].Discrimination; d == nil || d.Tenths != 5 {
		t.Errorf("discrimination of the part %+v, want 0.5", d)
	}
}

func TestFewPeople(t *testing.T) {
	a := exam()
	var list []MarkedAttempt
	for i := range 9 {
		list = append(list, sitting(a, i%4, "a", "ja", "a")) // four people, again and again
	}
	for id, f := range statisticsOf(t, a, list...) {
		if want := (QuestionFigure{Question: a.Find(id)}); !reflect.DeepEqual(f, want) {
			t.Errorf("%s tells of four people: %+v", id, f)
		}
	}
	five := append(list, sitting(a, 4, "b", "nein", "b"))
	before := statisticsOf(t, a, five...)
	if f := before["wahl"]; f.People != 5 || f.Facility != (Share{100, 17, 100}) || f.Discrimination != nil {
		t.Errorf("of five people: %+v", f)
	}
	for more := 5; more < 9; more++ { // four more change nothing
		five = append(five, sitting(a, more, "c", "nein", "b"))
		if after := statisticsOf(t, a, five...); !reflect.DeepEqual(after, before) {
			t.Errorf("person %d is seen at once", more+1)
		}
	}
	if after := statisticsOf(t, a, append(five, sitting(a, 9, "c", "nein", "b"))...); after["wahl"].People != 10 {
		t.Errorf("ten people: %+v", after["wahl"])
	}
	if err := newTally(a).add(MarkedAttempt{Questions: []QuestionID{"fremd"}}); err == nil {
		t.Error("an unknown question is counted")
	}
}

func TestFindings(t *testing.T) {
	a := exam()
	group := func(from, n int, option, word, part string) (list []MarkedAttempt) {
		for i := range n {
			list = append(list, sitting(a, from+i, option, word, part))
		}
		return list
	}
	b, c := &a.Pools[0].Questions[0].Options[1], &a.Pools[0].Questions[0].Options[2]
	for _, tt := range []struct {
		name string
		list []MarkedAttempt
		want []Finding
	}{
		{"25 right are too easy", group(0, 25, "a", "ja", "a"), []Finding{{TooEasy, nil}}},
		{"20 right may be 18", group(0, 20, "a", "ja", "a"), nil},
		{"15 open are too hard", group(0, 15, "", "ja", "a"), []Finding{{TooHard, nil}}},
		{"10 open may be 2 right", group(0, 10, "", "ja", "a"), nil},
		{"a distractor beats the key", append(group(0, 10, "a", "ja", "a"), group(10, 30, "b", "ja", "a")...), []Finding{{Beaten, b}}},
		{"45 people leave one out", append(group(0, 30, "a", "ja", "a"), group(30, 15, "b", "ja", "a")...), []Finding{{Unchosen, c}}},
		{"the good fail", append(group(0, 20, "a", "nein", "b"), group(20, 20, "b", "ja", "a")...), []Finding{{Negative, nil}}},
	} {
		if got := statisticsOf(t, a, tt.list...)["wahl"].Findings; !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// TestNearlyEverybody sees that the missing correlation of a question that everybody solved tells no more than one that
// all but two did.
func TestNearlyEverybody(t *testing.T) {
	a := exam()
	var first Statistics
	for wrong := range 3 {
		tally := newTally(a)
		for i := range 20 {
			at := sitting(a, i, "a", []string{"ja", ""}[i%2], "a")
			if i < wrong {
				at = sitting(a, i, "b", "ja", "a")
			}
			if err := tally.add(at); err != nil {
				t.Fatal(err)
			}
		}
		got := tally.statistics()
		got.Questions = got.Questions[:1]
		if wrong == 0 {
			first = got
		}
		if !reflect.DeepEqual(got, first) {
			t.Errorf("%d wrong: %+v, none wrong: %+v", wrong, got, first)
		}
	}
}

// TestStatisticsProperties feeds sittings at random: figures stay in their bounds and do not depend on who is who.
func TestStatisticsProperties(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	a := exam()
	for range 300 {
		var list, renamed []MarkedAttempt
		for i := range random.IntN(60) {
			at := sitting(a, i, []string{"a", "b", "c", ""}[random.IntN(4)], []string{"ja", ""}[random.IntN(2)], []string{"a", "b"}[random.IntN(2)])
			at.Questions = at.Questions[:1+random.IntN(3)]
			list = append(list, at)
			at.Sitter = 1000 - i
			renamed = append(renamed, at)
		}
		figures := statisticsOf(t, a, list...)
		if !reflect.DeepEqual(figures, statisticsOf(t, a, renamed...)) {
			t.Fatal("the figures depend on the numbers of the people")
		}
		for id, f := range figures {
			s := f.Facility
			if f.People%5 != 0 || s.Low < 0 || s.Low > s.Percent || s.Percent > s.High || s.High > 100 {
				t.Fatalf("%s: %+v", id, f)
			}
			if d := f.Discrimination; d != nil && (d.Low < -10 || d.Low > d.Tenths || d.Tenths > d.High || d.High > 10) {
				t.Fatalf("%s: %+v", id, d)
			}
			if c := f.Choices; c != nil && c.Open%5 != 0 {
				t.Fatalf("%s: %d left it open", id, c.Open)
			}
		}
	}
}
