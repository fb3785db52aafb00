package assessments

import (
	"math/big"
	"regexp"
	"strings"
)

// maxDecimal is the length in bytes beyond which nothing is read as a number.
const maxDecimal = 64

var (
	// numeric splits a typed number from what follows it, which may be a unit.
	numeric = regexp.MustCompile(`^([+-]?[0-9][0-9., ]*|[+-]?[.,][0-9]+)(.*)$`)
	// grouped is digits in groups of three.
	grouped = regexp.MustCompile(`^[0-9]{1,3}( [0-9]{3})+$`)
	// plainDigits is what is left of a number when its separators are understood.
	plainDigits = regexp.MustCompile(`^[0-9]*(\.[0-9]+)?$`)
)

// parseDecimal reads a number as Germans write it, with what follows it as its unit (folded, may be empty).
//
// A comma or a point may be the decimal mark; points, commas and spaces (also no-break, thin and
// narrow ones) may group digits in threes. A single point followed by exactly three digits groups, as in
// 1.000, unless it follows a lone 0; a single comma is always the decimal mark. NaN, infinities and
// anything longer than 64 bytes are no numbers; an exponent is read as a unit, which nobody asks for.
func parseDecimal(s string) (value *big.Rat, unit string, ok bool) {
	if len(s) > maxDecimal {
		return nil, "", false
	}
	m := numeric.FindStringSubmatch(strings.TrimSpace(strings.Map(numberRune, s)))
	if m == nil {
		return nil, "", false
	}
	digits, rest := strings.TrimRight(m[1], " .,"), m[2]
	negative := strings.HasPrefix(digits, "-")
	digits, ok = pointed(strings.TrimLeft(digits, "+-"))
	if !ok {
		return nil, "", false
	}
	value, ok = new(big.Rat).SetString(digits)
	if !ok {
		return nil, "", false
	}
	if negative {
		value.Neg(value)
	}
	return value, fold(rest), true
}

// numberRune unites the many spaces and minus signs.
func numberRune(r rune) rune {
	switch r {
	case '\u00a0', '\u2007', '\u2009', '\u202f', '\t', '\'', '\u2019':
		return ' '
	}
	return plainRune(r)
}

// pointed rewrites digits with German or English separators as digits with at most a decimal point.
func pointed(s string) (string, bool) {
	point, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	mark := -1 // of the decimal mark
	switch {
	case point >= 0 && comma >= 0:
		mark = max(point, comma)
	case comma >= 0 && strings.Count(s, ",") == 1:
		mark = comma
	case point >= 0 && strings.Count(s, ".") == 1 && !groups(s, point):
		mark = point
	}
	whole, fraction := s, ""
	if mark >= 0 {
		whole, fraction = s[:mark], "."+s[mark+1:]
	}
	if strings.ContainsAny(whole, "., ") {
		if strings.Contains(whole, ".") && strings.Contains(whole, ",") {
			return "", false
		}
		whole = strings.NewReplacer(".", " ", ",", " ").Replace(whole)
		if !grouped.MatchString(whole) {
			return "", false
		}
		whole = strings.ReplaceAll(whole, " ", "")
	}
	s = whole + fraction
	return s, s != "" && plainDigits.MatchString(s)
}

// groups reports whether the only point of s, at i, separates thousands.
func groups(s string, i int) bool {
	return len(s)-i-1 == 3 && i >= 1 && s[:i] != "0" && !strings.ContainsAny(s[i+1:], " ")
}

// decimal writes an exact decimal canonically: no exponent, no zeros that say nothing.
func decimal(r *big.Rat) string {
	s := r.FloatString(maxDecimal)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// rat reads a canonical decimal. What is none counts as 0; Parse writes no other.
func rat(s string) *big.Rat {
	if r, ok := new(big.Rat).SetString(s); ok && len(s) <= 2*maxDecimal {
		return r
	}
	return new(big.Rat)
}
