package assessments_test

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"lernamt/assessments"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func sampleAssessment(t testing.TB, more ...goldmark.Extender) *assessments.Assessment {
	t.Helper()
	data, err := os.ReadFile("testdata/pruefung.md")
	if err != nil {
		t.Fatal(err)
	}
	front, body, _ := strings.Cut(strings.TrimPrefix(string(data), "---\n"), "\n---\n")
	a, problems := assessments.Parse([]byte(front), []byte(body), 13, markdown(more...), nil, render)
	for _, p := range problems {
		t.Errorf("line %d: %s: %s", p.Line, p.Rule, p.Message)
	}
	return a
}

func TestParseGolden(t *testing.T) {
	for name, more := range map[string][]goldmark.Extender{"plain": nil, "with task lists and links": {extension.TaskList, extension.Linkify}} {
		t.Run(name, func(t *testing.T) {
			got, err := json.MarshalIndent(sampleAssessment(t, more...), "", "\t")
			if err != nil {
				t.Fatal(err)
			}
			const golden = "testdata/pruefung.golden.json"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != string(want) {
				t.Errorf("Parse differs from %s; run with -update and look at the difference", golden)
			}
		})
	}
}

const head = "id: p\ntitel: T\nbestehen: 60"

func TestParseProblems(t *testing.T) {
	tests := []struct {
		rule string
		line int // of the file; the body begins on line 6
		body string
	}{
		{"missing-id", 6, "## F\n\nAntwort: ja"},
		{"duplicate-id", 12, "## F\n\nID: a\n\nAntwort: ja\n## G\nID: a\n\nAntwort: ja"},
		{"bad-id", 8, "## F\n\nID: Ä b\n\nAntwort: ja"},
		{"single-choice", 10, "## F\n\nID: a\n\n1. [ ] x\n2. [ ] y"},
		{"single-choice", 10, "## F\n\nID: a\n\n1. [x] x\n2. [x] y"},
		{"multiple-choice", 10, "## F\n\nID: a\n\n- [ ] x\n- [ ] y"},
		{"too-few-options", 10, "## F\n\nID: a\n\n1. [x] x"},
		{"too-few-options", 10, "## F\n\nID: a\n\n1. x\n2. y"},
		{"duplicate-option", 11, "## F\n\nID: a\n\n1. [x] x\n2. [ ] x"},
		{"empty-option", 11, "## F\n\nID: a\n\n1. [x] x\n2.\n3. [ ] y"},
		{"option-without-box", 11, "## F\n\nID: a\n\n1. [x] x\n2."},
		{"option-without-box", 11, "## F\n\nID: a\n\n1. [x] x\n2. y"},
		{"bad-box", 11, "## F\n\nID: a\n\n- [x] x\n- [ x] y\n- [ ] z"},
		{"bad-box", 10, "## F\n\nID: a\n\n- [] x\n- [] y"},
		{"bad-box", 11, "## F\n\nID: a\n\n- [x] x\n- [\u00a0] y"},
		{"bad-bullet", 10, "## F\n\nID: a\n\n– [x] x\n– [ ] y"},
		{"bad-bullet", 10, "## F\n\nID: a\n\na) [x] x\nb) [ ] y"},
		{"quote-not-indented", 11, "## F\n\nID: a\n\n1. [x] x\n> Gut.\n2. [ ] y"},
		{"mixed-answers", 13, "## F\n\nID: a\n\n1. [x] x\n2. [ ] y\n\n- [x] z\n- [ ] w"},
		{"mixed-answers", 10, "## F\n\nID: a\n\n1. [x] x [[l]]\n2. [ ] y"},
		{"mixed-answers", 12, "## F\n\nID: a\n\nAntwort: 3\n\nAntwort: vier"},
		{"mixed-answers", 13, "## F\n\nID: a\n\n1. x\n2. y\n\n| a | b |\n|---|---|\n| c | d |"},
		{"mixed-answers", 10, "## F\n\nID: a · Typ: freitext\n\nAntwort: 3"},
		{"text-after-answer", 12, "## F\n\nID: a\n\nAntwort: 3\n\nNoch etwas."},
		{"no-answer", 6, "## F\n\nID: a\n\nNur Text."},
		{"open-gap", 10, "## F\n\nID: a\n\nHier [[fehlt\netwas]]."},
		{"bad-gap", 10, "## F\n\nID: a\n\nHier [[ a | b ]]."},
		{"bad-gap", 10, "## F\n\nID: a\n\nHier [[ (a) | (b) ]]."},
		{"bad-gap", 10, "## F\n\nID: a\n\nHier [[ ; ]]."},
		{"lost-gap", 6, "## F\n\nID: a\n\n![Bild [[l]]](x.svg)"},
		{"empty-answer", 10, "## F\n\nID: a\n\nAntwort:"},
		{"bad-number", 10, "## F\n\nID: a · Typ: zahl\n\nAntwort: viele"},
		{"wrong-type", 10, "## F\n\nID: a · Typ: zahl\n\n1. [x] x\n2. [ ] y"},
		{"unknown-setting", 8, "## F\n\nID: a · Farbe: rot\n\nAntwort: 3"},
		{"duplicate-setting", 8, "## F\n\nID: a · ID: b\n\nAntwort: 3"},
		{"bad-setting", 8, "## F\n\nID: a · Punkte: 0\n\nAntwort: 3"},
		{"bad-setting", 8, "## F\n\nID: a · Schwierigkeit: egal\n\nAntwort: 3"},
		{"settings-line", 8, "## F\n\nID: a\nWie viele?\n\nAntwort: 3"},
		{"draw-too-large", 6, "# Pool: P\n\nZiehe: 2\n\n## F\n\nID: a\n\nAntwort: 3"},
		{"bad-draw", 8, "# Pool: P\n\nZiehe: alle\n\n## F\n\nID: a\n\nAntwort: 3"},
		{"empty-pool", 6, "# Pool: P\n\nZiehe: 2"},
		{"pool-heading", 6, "# Teil 1\n\n## F\n\nID: a\n\nAntwort: 3"},
		{"text-in-pool", 8, "# Pool: P\n\nHallo.\n\n## F\n\nID: a\n\nAntwort: 3"},
		{"no-questions", 6, ""},
		{"part-without-case", 12, "## F\n\nID: a\n\nAntwort: 3\n\n### G"},
		{"empty-case", 6, "## Fall: F\n\nText."},
		{"unreachable-points", 6, "## Fall: F\n\nPunkte: 3\n\n### G\n\nID: a\n\nAntwort: 3"},
		{"unreachable-points", 6, "## F\n\nID: a · Typ: freitext\n\nSchreiben Sie."},
		{"duplicate-label", 14, "## F\n\nID: a\n\nAntwort: 3\n\n> Tipp: a\n\n> Tipp: b"},
		{"label-in-text", 12, "## F\n\nID: a\n\nAntwort: 3\n\n> Tipp: a\n> Erklärung: b"},
		{"empty-option", 12, "## F\n\nID: a\n\n| a | b |\n|---|---|\n| c | |\n| d | e |\n| f | g |"},
		{"false-distractor", 10, "## F\n\nID: a\n\n| a | b |\n|---|---|\n| c | d |\n| e | f |\n| – | f |"},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			_, problems := assessments.Parse([]byte(head), []byte(tt.body), 6, markdown(), nil, render)
			for _, p := range problems {
				if p.Rule == tt.rule && p.Line == tt.line && p.Severity == assessments.SeverityError && p.Message != "" {
					return
				}
			}
			t.Errorf("problems = %+v, want %s in line %d\n%s", problems, tt.rule, tt.line, tt.body)
		})
	}
}

func TestParseFront(t *testing.T) {
	const body = "## F\n\nID: a\n\nAntwort: 3"
	tests := []struct{ front, want string }{
		{head, ""},
		{"id: p\ntitle: T\npass: 60 %\ntries: 2\nwait: 2 days\ntime: 90 min\nshuffle: no\nfeedback: never", ""},
		{"id: p\ntitel: T", "missing-key 2"},
		{"", "missing-key 2"},
		{head + "\nid: q", "duplicate-key 5"},
		{head + "\nversuche: viele", "bad-value 5"},
		{head + "\nbestehen: 101", "duplicate-key 5"},
		{"id: p\ntitel: T\nbestehen: 101", "bad-value 4"},
		{head + "\nzeit: 30", "bad-value 5"},
		{head + "\nsperre: -1 h", "bad-value 5"},
		{head + "\nfarbe: rot", "unknown-key 5"},
		{head + "\nrueckmeldung: morgen", "bad-value 5"},
		{"- a\n- b", "bad-front-matter 2"},
		{"id: [", "bad-front-matter 2"},
	}
	for _, tt := range tests {
		a, problems := assessments.Parse([]byte(tt.front), []byte(body), 9, markdown(), nil, render)
		got := ""
		for _, p := range problems {
			got = strings.TrimSpace(p.Rule + " " + string(rune('0'+p.Line)))
			if got == tt.want {
				break
			}
		}
		if got != tt.want {
			t.Errorf("Parse(%q) problems = %+v, want %q", tt.front, problems, tt.want)
		}
		if a == nil || assessments.Failed(problems) != (tt.want != "" && tt.want != "unknown-key 5") {
			t.Errorf("Parse(%q) = %v, failed %v", tt.front, a, assessments.Failed(problems))
		}
	}
}

func TestLesson(t *testing.T) {
	const lesson = `# Vorher

Eine [[Klammer]] und ein [[1]](x) bleiben.

- [x] Auch Kästchen.

## Kurz geprüft

Einleitung.

### Eins

1. [x] a
2. [ ] b

### Zwei

ID: eigen

Der [[Bescheid]].

## Danach

Noch [[eine]].
`
	md := markdown()
	found := blocks(t, []byte(lesson))
	if len(found) != 2 || found[0].BlockID() != "k1" || found[1].BlockID() != "eigen" {
		t.Fatalf("blocks = %v", found)
	}
	for _, b := range found {
		if len(b.Problems) > 0 {
			t.Errorf("%s: problems = %+v", b.BlockID(), b.Problems)
		}
	}
	var html strings.Builder
	if err := md.Convert([]byte(lesson), &html); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Eine [[Klammer]] und ein <a href=\"x\">[1]</a> bleiben.", "<li>[x] Auch", "<h2>Kurz geprüft</h2>\n<p>Einleitung.</p>", "Noch [[eine]]."} {
		if !strings.Contains(html.String(), want) {
			t.Errorf("HTML lacks %q:\n%s", want, html.String())
		}
	}
	for _, leak := range []string{"Eins", "Bescheid", "[x] a"} {
		if strings.Contains(html.String(), leak) {
			t.Errorf("HTML still holds %q", leak)
		}
	}
}

func TestLessonProblems(t *testing.T) {
	found := blocks(t, []byte("## Quick check\n\n### A\n\n1. [ ] a\n2. [ ] b\n"))
	if len(found) != 1 || len(found[0].Problems) != 1 || found[0].Problems[0].Rule != "single-choice" || found[0].Problems[0].Line != 5 {
		t.Errorf("blocks = %+v", found)
	}
}

func FuzzParse(f *testing.F) {
	data, err := os.ReadFile("testdata/pruefung.md")
	if err != nil {
		f.Fatal(err)
	}
	front, body, _ := strings.Cut(strings.TrimPrefix(string(data), "---\n"), "\n---\n")
	f.Add(front, body)
	f.Add("id: [", "## Fall: x\n### y\n[[ (a) | b ]]\n\n> Tipp: \n- [x] \n|a|b|\n|-|-|\n|–|c|")
	f.Add("? a\n: b", "## Kurz geprüft\n### a\n1. [x]\n   > x")
	md := markdown()
	f.Fuzz(func(t *testing.T, front, body string) {
		a, problems := assessments.Parse([]byte(front), []byte(body), 1, md, nil, render)
		_ = md.Parser().Parse(reader(body))
		for _, p := range problems {
			if p.Line < 1 || p.Rule == "" || p.Message == "" {
				t.Errorf("problem = %+v", p)
			}
		}
		if assessments.Failed(problems) {
			return
		}
		for _, p := range a.Pools {
			for i := range p.Questions {
				for _, q := range leaves(&p.Questions[i]) {
					if m := q.Mark(solution(q)); m.Points != m.Most || m.Most < 1 {
						t.Errorf("question without problems: the solution %q of %+v earns %+v", solution(q), q, m)
					}
					q.View(assessments.ViewOptions{Reveal: true})
				}
			}
		}
	})
}
