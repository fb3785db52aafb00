package people

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// SortKey returns the key by which a store orders accounts, bytewise: family name, then given name,
// folded after DIN 5007 variant 2 for names (ä as ae, ß as ss), other marks dropped (ç as c, ł as l). Two fields are joined by
// U+0001, which sorts before every letter, so that "Au" comes before "Auer".
func (a *Account) SortKey() string { return fold(a.Family) + "\x01" + fold(a.Given) }

func fold(s string) string {
	s = strings.ToLower(norm.NFC.String(s))
	var b strings.Builder
	for _, r := range norm.NFD.String(umlauts.Replace(s)) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		} else if unicode.IsSpace(r) || r == '-' {
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// umlauts also holds the letters whose marks Unicode does not take apart.
var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss",
	"æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ħ", "h", "ı", "i")
