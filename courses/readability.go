package courses

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain returns the running text of the lesson without markup and without its checks. Blocks end with a
// full stop, so that a heading or an item of a list counts as a sentence of its own.
func (l *Lesson) Plain() string {
	var b strings.Builder
	for _, c := range l.Chunks {
		text := blockEnds.ReplaceAllString(string(c.HTML), ". ")
		b.WriteString(html.UnescapeString(anyTag.ReplaceAllString(definitions.ReplaceAllString(text, ""), "")))
	}
	return b.String()
}

var (
	// definitions are those of glossary terms, which do not belong to the running text.
	definitions = regexp.MustCompile(`(?s)<span class="term-definition".*?</span>`)
	blockEnds   = regexp.MustCompile(`</(p|li|h[2-6]|td|th|dt|dd|figcaption|pre)>`)
	anyTag      = regexp.MustCompile(`(?s)<[^>]*>`)
)

// WienerSachtext returns the first Wiener Sachtextformel (Bamberger and Vanecek, 1984) of a German text: the school year
// for which it is fit, about 4 (very easy) to 15 (very hard). A text without words has 0.
func WienerSachtext(text string) float64 {
	var words, sentences, long, three, one int
	open := false // whether the sentence has a word
	for _, field := range strings.Fields(text) {
		word := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if strings.ContainsFunc(word, unicode.IsLetter) {
			words++
			open = true
			if utf8.RuneCountInString(word) > 6 {
				long++
			}
			switch n := syllables(word); {
			case n >= 3:
				three++
			case n == 1:
				one++
			}
		}
		if open && endsSentence(field) {
			sentences++
			open = false
		}
	}
	if open {
		sentences++
	}
	if words == 0 {
		return 0
	}
	share := func(n int) float64 { return 100 * float64(n) / float64(words) }
	return 0.1935*share(three) + 0.1672*float64(words)/float64(sentences) + 0.1297*share(long) - 0.0327*share(one) - 0.875
}

// endsSentence reports whether a word ends a sentence. Abbreviations such as Abs. and z. do not.
func endsSentence(field string) bool {
	field = strings.TrimRight(field, `"'“”»«)]`)
	if !strings.HasSuffix(field, ".") {
		return strings.HasSuffix(field, "!") || strings.HasSuffix(field, "?") || strings.HasSuffix(field, ":")
	}
	word := strings.TrimRight(field, ".")
	return !abbreviations[word] && !ordinal.MatchString(word)
}

var ordinal = regexp.MustCompile(`^\(?\d{1,2}$|^[A-Za-z]$`)

var abbreviations = map[string]bool{
	"Abs": true, "Art": true, "Nr": true, "Buchst": true, "Satz": true, "S": true, "bzw": true, "usw": true,
	"ca": true, "Std": true, "Min": true, "UAbs": true, "vgl": true, "Dr": true, "z.B": true, "d.h": true,
}

// syllables counts the groups of vowels of a German word, at least one. Two vowels are one syllable if
// they are a diphthong or a long vowel.
func syllables(word string) int {
	n := 0
	var last rune
	paired := false // the last vowel has joined the one before it
	for _, r := range strings.ToLower(word) {
		if !strings.ContainsRune("aeiouyäöü", r) {
			last, paired = 0, false
			continue
		}
		if last != 0 && !paired && joined[string([]rune{last, r})] {
			paired = true
			last = r
			continue
		}
		n++
		last, paired = r, false
	}
	return max(n, 1)
}

var joined = map[string]bool{
	"ai": true, "au": true, "äu": true, "ei": true, "eu": true, "ie": true, "ey": true, "ay": true, "oi": true,
	"aa": true, "ee": true, "oo": true, "ou": true, "oe": true, "ae": true, "ue": true, "ui": true,
}
