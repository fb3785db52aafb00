package courses

import (
	"html/template"
	"math"
	"testing"
)

func TestSyllables(t *testing.T) {
	for word, want := range map[string]int{
		"Haus": 1, "Datei": 2, "Datenpanne": 4, "Behörde": 3, "Aufsicht": 2, "Zweier": 2, "Auge": 2, "Ei": 1, "See": 1,
		"Bauaufsicht": 3, "Verwaltung": 3, "neue": 2, "DSGVO": 1, "Bürgeramt": 3, "x": 1, "Äußerung": 3,
	} {
		if got := syllables(word); got != want {
			t.Errorf("syllables(%s) = %d, want %d", word, got, want)
		}
	}
}

func TestWienerSachtext(t *testing.T) {
	easy := WienerSachtext("Das ist ein Haus. Es ist rot. Wir sind dort.")
	hard := WienerSachtext("Verantwortlichkeiten innerhalb öffentlich-rechtlicher Verwaltungsorganisationen unterliegen datenschutzrechtlichen Rechenschaftspflichten.")
	if easy > 2 || hard < 15 {
		t.Errorf("easy %.1f, hard %.1f", easy, hard)
	}
	// 4 words, 1 sentence, 2 of three syllables, 2 longer than six letters, 2 of one syllable.
	want := 0.1935*50 + 0.1672*4 + 0.1297*50 - 0.0327*50 - 0.875
	if got := WienerSachtext("Die Behörde prüft Anträge."); math.Abs(got-want) > 0.001 {
		t.Errorf("WienerSachtext = %.3f, want %.3f", got, want)
	}
	if got := WienerSachtext("  1 2 § – "); got != 0 {
		t.Errorf("WienerSachtext without words = %v", got)
	}
	one, two := WienerSachtext("Das steht in Art. 33 Abs. 1 und gilt."), WienerSachtext("Das steht in dem Amt. Dort und hier gilt es.")
	if one <= two {
		t.Errorf("an abbreviation ends the sentence: %.2f, %.2f", one, two)
	}
}

func TestPlain(t *testing.T) {
	l := Lesson{Chunks: []Chunk{{HTML: template.HTML(`<h2 id="x">Eins &amp; zwei</h2><p>Ein <button class="term">Wort</button><span class="term-definition" id="b" popover><strong>Wort</strong> Erklärung</span>, mehr</p>`)}}}
	if got, want := l.Plain(), "Eins & zwei. Ein Wort, mehr. "; got != want {
		t.Errorf("Plain = %q, want %q", got, want)
	}
}
