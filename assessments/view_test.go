package assessments_test

import (
	"errors"
	"html/template"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lernamt/assessments"
)

type Answers = map[assessments.QuestionID]assessments.Answer

// twist returns the question with everything changed that tells the right answer: another answer is
// right, and all that is to be revealed reads differently.
func twist(q assessments.Question) assessments.Question {
	q.Explanation = "anders: " + q.Explanation
	q.Options, q.Pairs, q.Gaps, q.Accept = slices.Clone(q.Options), slices.Clone(q.Pairs), slices.Clone(q.Gaps), []string{"anders"}
	q.Exact, q.AllOrNone = !q.Exact, !q.AllOrNone
	for i := range q.Options {
		q.Options[i].Right = !q.Options[i].Right
		q.Options[i].Feedback = "anders: " + q.Options[i].Feedback
	}
	if q.Kind == assessments.Ordering {
		// Any right order that is not by chance the one that is shown must look the same.
		q.Options = []assessments.Option{q.Options[1], q.Options[0], q.Options[2]}
		for i := range q.Options {
			q.Options[i].ID = string(rune('a' + i))
		}
	}
	for i, first := range slices.Clone(q.Pairs) { // each left side gets the next one's right side
		last := (i + len(q.Pairs) - 1) % len(q.Pairs)
		q.Pairs[last].Right, q.Pairs[last].RightPlain = first.Right, first.RightPlain
	}
	for i, g := range q.Gaps {
		q.Gaps[i].Accept = []string{"anders"}
		if g.Choices != nil {
			q.Gaps[i].Accept = []string{g.Choices[len(g.Choices)-1]}
		}
	}
	if q.Kind == assessments.Number {
		q.Number.Value, q.Number.Tolerance = "17", "3"
	}
	return q
}

// TestViewTellsNothing proves that a view without Reveal does not depend on the right answer: it is the same for
// a question with quite another one.
func TestViewTellsNothing(t *testing.T) {
	for id, q := range all(t) {
		other := twist(*q)
		if byID := q.Kind == assessments.Ordering || q.Kind == assessments.Matching; !byID && q.Mark(solution(q)) == other.Mark(solution(q)) {
			t.Fatalf("%s: the twisted question has the same solution", id)
		}
		differs := 0
		for seed := range uint64(50) {
			o := assessments.ViewOptions{Seed: seed}
			if !reflect.DeepEqual(q.View(o), other.View(o)) {
				differs++
			}
		}
		limit := 0
		if q.Kind == assessments.Ordering {
			limit = 30 // where the shown order would be the right one of either, it is turned
		}
		if differs > limit {
			t.Errorf("%s: %d of 50 views tell something of the right answer", id, differs)
		}
	}
}

// TestViewHoldsNothing walks all fields of a view without Reveal for what must not be there.
func TestViewHoldsNothing(t *testing.T) {
	for id, q := range all(t) {
		v := q.View(assessments.ViewOptions{Seed: 7, Answers: Answers{id: solution(q)}})
		walk(t, id, reflect.ValueOf(v), "View")
		secrets := []template.HTML{q.Explanation}
		for _, o := range q.Options {
			secrets = append(secrets, o.Feedback)
		}
		for _, s := range secrets {
			if s != "" && holds(reflect.ValueOf(v), string(s)) {
				t.Errorf("%s: the view holds %q", id, s)
			}
		}
	}
}

func walk(t *testing.T, id assessments.QuestionID, v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			switch name {
			case "Right", "Feedback", "Solution", "Explanation", "Earned", "Revealed":
				if !v.Field(i).IsZero() {
					t.Errorf("%s: %s.%s = %v", id, path, name, v.Field(i))
				}
			}
			walk(t, id, v.Field(i), path+"."+name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(t, id, v.Index(i), path)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			walk(t, id, v.Elem(), path)
		}
	}
}

func holds(v reflect.Value, text string) bool {
	switch v.Kind() {
	case reflect.String:
		return strings.Contains(v.String(), text)
	case reflect.Struct:
		for i := range v.NumField() {
			if holds(v.Field(i), text) {
				return true
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if holds(v.Index(i), text) {
				return true
			}
		}
	case reflect.Pointer:
		return !v.IsNil() && holds(v.Elem(), text)
	}
	return false
}

func TestCheckReveals(t *testing.T) {
	for id, q := range all(t) {
		v := assessments.Check(q, solution(q))
		if !v.Revealed || v.Earned != v.Points || v.Explanation != q.Explanation {
			t.Errorf("%s: Check(solution) = %+v", id, v)
		}
		for _, f := range v.Fields {
			if !f.Right || len(f.Solution) == 0 {
				t.Errorf("%s: field %+v is not right", id, f)
			}
		}
	}
	v := assessments.Check(all(t)["stelle"], assessments.Answer{"a"})
	for _, o := range v.Options {
		if o.Checked != (o.Plain == "Die Presse") || o.Right != (o.Plain == "Die Meldestelle & Co") || o.Checked && o.Feedback != "<p>Nie zuerst.</p>" {
			t.Errorf("option = %+v", o)
		}
	}
}

func TestOrderingIsNeverShownRight(t *testing.T) {
	q := all(t)["schritte"]
	shown := map[string]bool{}
	for seed := range uint64(200) {
		var order string
		for _, o := range q.View(assessments.ViewOptions{Seed: seed}).Options {
			order += o.Plain + " "
		}
		shown[order] = true
	}
	if shown["Begrenzen Melden Mithelfen "] || len(shown) != 5 {
		t.Errorf("orders shown = %v, want the five that are not right", shown)
	}
}

func TestSegments(t *testing.T) {
	v := all(t)["luecken"].View(assessments.ViewOptions{})
	if len(v.Segments) != 3 || v.Text != "" || v.Segments[2].Field != nil {
		t.Fatalf("segments = %+v", v.Segments)
	}
	if got, want := v.Segments[1].HTML, template.HTML("</strong>, nicht zu\n"); got != want {
		t.Errorf("second segment = %q, want %q", got, want)
	}
	if v.Segments[1].Field.Name != "a.luecken.2" || len(v.Segments[1].Field.Choices) != 3 {
		t.Errorf("second field = %+v", v.Segments[1].Field)
	}
}

// fill fills in a form as a browser sends it for a page that shows the view.
func fill(v assessments.QuestionView) map[string][]string {
	form := map[string][]string{"csrf": {"x"}}
	if v.WasField != "" {
		form[v.WasField] = []string{v.Was}
	}
	if len(v.Fields) == 0 {
		for _, o := range v.Options {
			if o.Checked {
				form[v.Field] = append(form[v.Field], o.Value)
			}
		}
	}
	for _, f := range v.Fields {
		form[f.Name] = []string{f.Value}
		for _, c := range f.Choices {
			if c.Selected {
				form[f.Name] = []string{c.Value}
			}
		}
	}
	for _, part := range v.Parts {
		maps.Copy(form, fill(part))
	}
	return form
}

// TestFormRoundTrip: what a view shows is what its form sends, for every question and many seeds.
func TestFormRoundTrip(t *testing.T) {
	for id, q := range all(t) {
		partly := solution(q)
		partly[0] = ""
		for _, answer := range []assessments.Answer{nil, solution(q), partly} {
			answer, err := assessments.ParseAnswer(q, slices.DeleteFunc(slices.Clone(answer), func(v string) bool { return len(answer) == 1 && v == "" || q.Kind == assessments.Multiple && v == "" }))
			if err != nil {
				t.Fatal(err)
			}
			for seed := range uint64(20) {
				v := q.View(assessments.ViewOptions{Seed: seed, Answers: Answers{id: answer}})
				got, err := assessments.ParseForm([]*assessments.Question{q}, seed, fill(v))
				if err != nil || len(got) != 1 || !slices.Equal(got[id], answer) {
					t.Errorf("%s: ParseForm(%v) = %q, %v, want %q", id, fill(v), got, err, answer)
				}
			}
		}
	}
}

func TestParseFormRefuses(t *testing.T) {
	questions := all(t)
	asked := []*assessments.Question{questions["stelle"], questions["luecken"], questions["schritte"], questions["gilt"]}
	for _, form := range []map[string][]string{
		{"a.fremd": {"1"}},
		{"war.fremd": {"1"}},
		{"a.stelle": {"4"}},
		{"a.stelle": {"0"}},
		{"a.stelle": {"01"}},
		{"a.stelle": {"a"}},
		{"a.stelle": {"1", "2"}},
		{"a.stelle.1": {"1"}},
		{"a.luecken": {"x"}},
		{"a.luecken.3": {"x"}},
		{"a.luecken.0": {"x"}},
		{"a.luecken.-1": {"x"}},
		{"a.luecken.01": {"x"}},
		{"a.luecken.99999999999999999999": {"x"}},
		{"a.luecken.1": {"x", "y"}},
		{"a.luecken.2": {"4"}},
		{"a.luecken.1": {"\xff"}},
		{"a.luecken.1": {strings.Repeat("x", 1<<20)}},
		{"a.schritte.4": {"1"}},
		{"a.schritte.1": {"7"}},
		{"a.gilt": {"1", "1"}},
		{"war.stelle": {"x", "y"}},
		{"war.stelle.1": {"x"}},
		{"a.": {"x"}},
	} {
		if got, err := assessments.ParseForm(asked, 1, form); !errors.Is(err, assessments.ErrInvalidAnswer) || got != nil {
			t.Errorf("ParseForm(%.80v) = %v, %v, want ErrInvalidAnswer", form, got, err)
		}
	}
	got, err := assessments.ParseForm(asked, 1, map[string][]string{"a.schritte.1": {"2"}, "a.schritte.3": {"2"}, "other": {"x"}})
	if err != nil || len(got) != 1 || got["schritte"].Digest() == "" || got["schritte"][0] == "" || got["schritte"][2] != "" {
		t.Errorf("ParseForm(item twice) = %v, %v, want the first place only", got, err)
	}
}

func TestDigest(t *testing.T) {
	seen := map[string]string{}
	for _, a := range []assessments.Answer{nil, {""}, {"", ""}, {"a"}, {"a", "b"}, {"ab"}, {"", "ab"}, {"ab", ""}} {
		name := strconv.Quote(strings.Join(a, "|")) + strconv.Itoa(len(a))
		if d := a.Digest(); len(d) != 16 || seen[d] != "" {
			t.Errorf("Digest(%s) = %q, the same as of %s", name, d, seen[d])
		} else {
			seen[d] = name
		}
	}
}

func FuzzParseForm(f *testing.F) {
	f.Add("a.stelle", "1", "war.gilt", "x", uint64(1))
	f.Add("a.luecken.1", "\xff", "a.schritte.3", "2", uint64(0))
	f.Add("a.zuordnen.2", "4", "a.zuordnen.3", "4", uint64(7))
	var asked []*assessments.Question
	for _, q := range all(f) {
		asked = append(asked, q)
	}
	f.Fuzz(func(t *testing.T, name, value, name2, value2 string, seed uint64) {
		got, err := assessments.ParseForm(asked, seed, map[string][]string{name: {value}, name2: {value2}})
		if err != nil {
			if !errors.Is(err, assessments.ErrInvalidAnswer) {
				t.Errorf("ParseForm error = %v", err)
			}
			return
		}
		for _, q := range asked {
			answer, there := got[q.ID]
			if !there {
				continue
			}
			v := q.View(assessments.ViewOptions{Seed: seed, Answers: Answers{q.ID: answer}})
			again, err := assessments.ParseForm(asked, seed, fill(v))
			if err != nil || !slices.Equal(again[q.ID], answer) {
				t.Errorf("%s: %q is shown as %v and comes back as %q, %v", q.ID, answer, fill(v), again[q.ID], err)
			}
		}
	})
}
