package assessments_test

import (
	"testing"

	"lernamt/assessments"
)

func BenchmarkMarkAttempt(b *testing.B) {
	a := sampleAssessment(b)
	at := assessments.Attempt{Answers: Answers{}}
	for _, p := range a.Pools {
		for i := range p.Questions {
			at.Questions = append(at.Questions, p.Questions[i].ID)
			for _, q := range leaves(&p.Questions[i]) {
				at.Answers[q.ID] = solution(q)
			}
		}
	}
	at.Questions = append(at.Questions, "stelle", "zuordnen", "luecken")
	if len(at.Questions) != 12 {
		b.Fatalf("%d questions, want 12", len(at.Questions))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Mark(&at); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkView(b *testing.B) {
	for id, q := range all(b) {
		b.Run(string(id), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				q.View(assessments.ViewOptions{Seed: 42})
			}
		})
	}
}
