package certs

import (
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
)

// ErrNumber reports that a text cannot be the number of a certificate, most often because of a typing error.
var ErrNumber = errors.New("certs: not a certificate number")

// crockford is Crockford's base 32: no I, L, O and U, so that nothing is confused in reading aloud or typing.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const (
	numberRandom = 10 // random bytes of a number: 80 bits
	codeRandom   = 5  // random bytes of a code: 40 bits
	numberPrefix = "LA"
	yearDigits   = 4
	numberBody   = yearDigits + numberRandom*8/5 // symbols before the check character
)

var base32Crockford = base32.NewEncoding(crockford).WithPadding(base32.NoPadding)

// NewNumber draws a number such as LA-2026-7K3M-Q9TZ-0B4X-HW2N-R: the year (0 to 9999), 80 random bits in
// Crockford's base 32 and a check character that detects every single wrong character.
func NewNumber(rand io.Reader, year int) (Number, error) {
	if year < 0 || year > 9999 {
		return "", fmt.Errorf("certs: number of the year %d", year)
	}
	random, err := symbols(rand, numberRandom)
	if err != nil {
		return "", err
	}
	return format(fmt.Sprintf("%04d", year) + random), nil
}

// ParseNumber returns the number that a person typed or scanned. It forgives lower case, spaces, missing
// or fancy hyphens, a missing LA, and the letters O, I and L for the digits that they look like. What
// cannot be a number is [ErrNumber].
func ParseNumber(s string) (Number, error) {
	typed := strip(s)
	typed = strings.TrimPrefix(typed, numberPrefix)
	if len(typed) != numberBody+1 {
		return "", fmt.Errorf("%w: %d characters instead of %d", ErrNumber, len(typed), numberBody+1)
	}
	typed = digits(typed)
	for i, r := range typed {
		v := strings.IndexRune(crockford, r)
		if v < 0 || i < yearDigits && v > 9 {
			return "", fmt.Errorf("%w: character %d", ErrNumber, i+1)
		}
	}
	if typed[numberBody] != check(typed[:numberBody]) {
		return "", fmt.Errorf("%w: wrong check character", ErrNumber)
	}
	return format(typed[:numberBody]), nil
}

// NewCode draws the code that is printed beside a number: 8 characters, 40 random bits.
func NewCode(rand io.Reader) (string, error) { return symbols(rand, codeRandom) }

// Reveals reports whether code is the one printed on the certificate, in constant time. It forgives what
// [ParseNumber] forgives. Who has number and code may see name and title.
func (c *Certificate) Reveals(code string) bool {
	typed := digits(strip(code))
	return len(c.Code) > 0 && subtle.ConstantTimeCompare([]byte(typed), []byte(c.Code)) == 1
}

func symbols(rand io.Reader, n int) (string, error) {
	random := make([]byte, n)
	if _, err := io.ReadFull(rand, random); err != nil {
		return "", fmt.Errorf("certs: randomness: %w", err)
	}
	return base32Crockford.EncodeToString(random), nil
}

// format sets the groups and adds the check character to the year and the random symbols.
func format(body string) Number {
	var b strings.Builder
	b.WriteString(numberPrefix)
	for i := range len(body) {
		if i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(body[i])
	}
	b.WriteByte('-')
	b.WriteByte(check(body))
	return Number(b.String())
}

// check returns the check character of symbols by the hybrid method of ISO 7064 with modulus 32. It
// detects each single substitution and nearly all transpositions of neighbours.
func check(body string) byte {
	const m = len(crockford)
	p := m
	for i := range len(body) {
		p = (p + strings.IndexByte(crockford, body[i])) % m
		if p == 0 {
			p = m
		}
		p = 2 * p % (m + 1)
	}
	return crockford[(m+1-p)%m]
}

// strip returns s in upper case without spaces, hyphens and dashes.
func strip(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

// digits replaces the letters that Crockford's alphabet leaves out because they look like digits.
var digits = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace
