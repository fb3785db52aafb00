package assessmentstest

import (
	"strings"
	"testing"
	"time"

	"lernamt/assessments"
)

type answers = map[assessments.QuestionID]assessments.Answer

func testSaveAnswers(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	bystander := start(t, s, sample("p2", 1))
	steps := []struct {
		save answers
		want answers
	}{
		{answers{"q1": {"a"}}, answers{"q1": {"a"}}},
		{answers{"q2": {"b", "c"}, "q3": {"", "x", ""}}, answers{"q1": {"a"}, "q2": {"b", "c"}, "q3": {"", "x", ""}}},
		{answers{"q2": {"d"}}, answers{"q1": {"a"}, "q2": {"d"}, "q3": {"", "x", ""}}},
		{answers{"q2": {"d"}}, answers{"q1": {"a"}, "q2": {"d"}, "q3": {"", "x", ""}}},
		{answers{}, answers{"q1": {"a"}, "q2": {"d"}, "q3": {"", "x", ""}}},
		{nil, answers{"q1": {"a"}, "q2": {"d"}, "q3": {"", "x", ""}}},
		{answers{"q3": {""}}, answers{"q1": {"a"}, "q2": {"d"}, "q3": {""}}},
	}
	for i, step := range steps {
		if err := s.SaveAnswers(t.Context(), a.ID, step.save); err != nil {
			t.Fatalf("step %d: SaveAnswers error = %v", i, err)
		}
		a.Answers = step.want
		wantAttempt(t, "Attempt", load(t, s, a.ID), a)
	}
	wantAttempt(t, "another person's attempt", load(t, s, bystander.ID), bystander)
}

func testRemoveAnswer(t *testing.T, s assessments.Store) {
	a := start(t, s, sample("p1", 1))
	all := answers{"q1": {"a"}, "q2": {"b"}, "q3": {"c"}}
	if err := s.SaveAnswers(t.Context(), a.ID, all); err != nil {
		t.Fatal(err)
	}
	change := answers{"q1": nil, "q2": {}, "q3": {"d"}, "q4": nil}
	if err := s.SaveAnswers(t.Context(), a.ID, change); err != nil {
		t.Fatal(err)
	}
	got := load(t, s, a.ID)
	a.Answers = answers{"q3": {"d"}}
	wantAttempt(t, "Attempt", got, a)
	for _, id := range []assessments.QuestionID{"q1", "q2", "q4"} {
		if _, there := got.Answers[id]; there {
			t.Errorf("answer to %s is still there", id)
		}
	}
}

func testTexts(t *testing.T, s assessments.Store) {
	texts := map[string]string{
		"umlauts":         "Müßiggang, Äpfel, Öl",
		"emoji":           "👩🏽‍💻 geprüft ✅",
		"combining":       "u\u0308ber \u00fcber",
		"dots":            "a.b..c",
		"dollars":         "$set $a.$b",
		"controls":        "eins\r\nzwei\tdrei\u00a0vier",
		"quotes":          `'; DROP TABLE attempts; -- "x" {"$gt": ""}`,
		"markup":          "<script>alert(1)</script>",
		"right to left":   "שלום",
		"spaces":          "  vorn und hinten  ",
		"number":          "007",
		"64 KB":           strings.Repeat("ä", 32<<10),
		"looks like null": "null",
		"looks like hex":  "0x00",
		"non-characters":  "\ufffd\U0010ffff",
	}
	a := start(t, s, sample("p1", 1))
	for name, text := range texts {
		save(t, s, a.ID, "q1", assessments.Answer{text, "", text})
		a.Answers = answers{"q1": {text, "", text}}
		t.Run(name, func(t *testing.T) { wantAttempt(t, "Attempt", load(t, s, a.ID), a) })
	}
}

func testIDs(t *testing.T, s assessments.Store) {
	a := sample("person.$1 \"ä\"", 1)
	a.Module = "modul.$x/%_"
	a.ID = a.Key.ID()
	a.Questions = []assessments.QuestionID{"a.b", "$a", "ä 'x'", "a"}
	start(t, s, a)
	a.Answers = answers{"a.b": {"1"}, "$a": {"2"}, "ä 'x'": {"3"}, "a": {"4"}, "0": {"5"}, "%": {"6"}, "a~1b": {"7"}}
	for id, answer := range a.Answers {
		save(t, s, a.ID, id, answer)
	}
	closeAt(t, s, a.ID, began.Add(time.Minute))
	r := result(3)
	for id := range a.Answers {
		r.Earned[id] = 1
	}
	record(t, s, a.ID, r)
	a.SubmittedAt, a.Result = began.Add(time.Minute), &r
	wantAttempt(t, "Attempt", load(t, s, a.ID), a)
	got, err := s.Attempts(t.Context(), a.Person, a.Module, a.Cycle)
	if err != nil || len(got) != 1 {
		t.Fatalf("Attempts = %d attempts, %v, want 1", len(got), err)
	}
	wantAttempt(t, "Attempts", got[0], a)
}
