package certs

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A Token is what the QR code of a certificate says by itself, signed by the body, so that it can be
// checked without asking anybody. Days are midnight UTC.
type Token struct {
	Number      Number
	Kind        Kind
	Holder      string // cut off with an ellipsis after 100 bytes, as is Title
	Title       string
	Minutes     int
	From, Until time.Time // first and last day of learning
	Issued      time.Time
	LastDay     time.Time // of validity; zero is unlimited
}

// Errors of [Keys.ReadToken].
var (
	ErrToken       = errors.New("certs: not a token of a certificate")
	ErrTokenKey    = errors.New("certs: the token is signed with a key that is not known")
	ErrTokenForged = errors.New("certs: the token is forged")
)

// The form of a token, in bytes: 1 for this form; 4 of the key's ID; 12 of the number; 1 for the kind;
// 2 for each of the four days, counted from 1970, big endian, 0 for none; a varint for the minutes; holder and
// title, each with a varint for its length before it; 64 for the Ed25519 signature (RFC 8032) of
// tokenDomain and all of that. There is no choice of algorithms: another one will be another form.
//
// It is written as one decimal number, because QR codes pack digits best: 148 bytes are 357 digits, which
// take as much room there as 149 bytes.
const (
	tokenForm   = 1
	tokenDomain = "lernamt certificate token 1\x00"
	tokenText   = 100  // bytes of holder and title
	tokenDigits = 1000 // more than the longest token has
	keyIDLength = 4
	tokenHead   = 1 + keyIDLength
)

// token returns the certificate as a token signed by key, an Ed25519 key.
func token(c *Certificate, key crypto.Signer, zone *time.Location) (string, error) {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return "", fmt.Errorf("certs: tokens are signed with Ed25519, not a %T", key.Public())
	}
	number, err := c.Number.pack()
	if err != nil {
		return "", err
	}
	b := append([]byte{tokenForm}, tokenKeyID(public)...)
	b = append(b, number...)
	kind := byte(0)
	if c.Kind == Assessed {
		kind = 1
	}
	b = append(b, kind)
	lastDay := c.ValidUntil
	if !lastDay.IsZero() {
		lastDay = lastDay.Add(-time.Millisecond)
	}
	for _, t := range []time.Time{c.From, c.Until, c.IssuedAt, lastDay} {
		b = binary.BigEndian.AppendUint16(b, dayNumber(t, zone))
	}
	b = binary.AppendUvarint(b, uint64(max(0, c.Minutes)))
	for _, text := range []string{c.Holder, c.Title} {
		text = shorten(clean(text))
		b = append(binary.AppendUvarint(b, uint64(len(text))), text...)
	}
	signature, err := key.Sign(rand.Reader, append([]byte(tokenDomain), b...), crypto.Hash(0))
	if err != nil {
		return "", fmt.Errorf("certs: sign token: %w", err)
	}
	return new(big.Int).SetBytes(append(b, signature...)).String(), nil
}

// ReadToken reads and checks what a QR code says: an address with a token after #, or the token alone. The
// errors are [ErrToken], [ErrTokenKey] and [ErrTokenForged], the last also where the address is that of
// another certificate than the token.
func (k *Keys) ReadToken(text string) (Token, error) {
	address, digits, ok := strings.Cut(strings.TrimSpace(text), "#")
	if !ok {
		address, digits = "", address
	}
	b, err := tokenBytes(digits)
	if err != nil {
		return Token{}, err
	}
	signed, signature := b[:len(b)-ed25519.SignatureSize], b[len(b)-ed25519.SignatureSize:]
	if err := k.checkToken(signed, signature); err != nil {
		return Token{}, err
	}
	t, err := parseToken(signed[tokenHead:])
	if err != nil {
		return Token{}, err
	}
	if address != "" && !strings.Contains(address, string(t.Number)) {
		return Token{}, fmt.Errorf("%w: it is that of %s, the address that of another certificate", ErrTokenForged, t.Number)
	}
	return t, nil
}

func tokenBytes(digits string) ([]byte, error) {
	if len(digits) > tokenDigits || strings.Trim(digits, "0123456789") != "" {
		return nil, ErrToken
	}
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		return nil, ErrToken
	}
	b := n.Bytes()
	if len(b) < tokenHead+ed25519.SignatureSize {
		return nil, ErrToken
	}
	if b[0] != tokenForm {
		return nil, fmt.Errorf("%w: form %d is not known", ErrToken, b[0])
	}
	return b, nil
}

func (k *Keys) checkToken(signed, signature []byte) error {
	id := signed[1:tokenHead]
	known := false
	for _, key := range k.Tokens {
		if !bytes.Equal(tokenKeyID(key), id) {
			continue
		}
		known = true
		if ed25519.Verify(key, append([]byte(tokenDomain), signed...), signature) {
			return nil
		}
	}
	if !known {
		return ErrTokenKey
	}
	return ErrTokenForged
}

// parseToken reads what follows the key's ID, which is signed and so of our own making.
func parseToken(b []byte) (Token, error) {
	const fixed = numberBytes + 1 + 4*2
	if len(b) < fixed {
		return Token{}, ErrToken
	}
	t := Token{Number: unpackNumber(b[:numberBytes]), Kind: Attended}
	if b[numberBytes] == 1 {
		t.Kind = Assessed
	}
	days := b[numberBytes+1:]
	for i, day := range []*time.Time{&t.From, &t.Until, &t.Issued, &t.LastDay} {
		if n := binary.BigEndian.Uint16(days[2*i:]); n > 0 {
			*day = time.Unix(0, 0).UTC().AddDate(0, 0, int(n))
		}
	}
	b = b[fixed:]
	minutes, n := binary.Uvarint(b)
	if n <= 0 || minutes > math.MaxInt32 {
		return Token{}, ErrToken
	}
	t.Minutes, b = int(minutes), b[n:]
	for _, text := range []*string{&t.Holder, &t.Title} {
		length, n := binary.Uvarint(b)
		if n <= 0 || length > uint64(len(b)-n) {
			return Token{}, ErrToken
		}
		*text, b = string(b[n:n+int(length)]), b[n+int(length):]
	}
	if len(b) != 0 || !utf8.ValidString(t.Holder+t.Title) {
		return Token{}, ErrToken
	}
	return t, nil
}

// tokenKeyID returns the bytes by which a token names its key.
func tokenKeyID(key ed25519.PublicKey) []byte {
	sum := sha256.Sum256(key)
	return sum[:keyIDLength]
}

// dayNumber returns the days from 1970 to the day of t in the zone, 0 for the zero time and what lies
// outside of 1970 to 2149.
func dayNumber(t time.Time, zone *time.Location) uint16 {
	if t.IsZero() {
		return 0
	}
	year, month, day := t.In(zone).Date()
	n := time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60)
	if n < 0 || n > math.MaxUint16 {
		return 0
	}
	return uint16(n)
}

// shorten cuts s between two letters so that it fits into a token.
func shorten(s string) string {
	const dots = "…"
	if len(s) <= tokenText {
		return s
	}
	cut := tokenText - len(dots)
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + dots
}

const numberBytes = 2 + numberRandom

// pack returns the number as bytes: the year, then the random part.
func (n Number) pack() ([]byte, error) {
	parsed, err := ParseNumber(string(n))
	if err != nil {
		return nil, err
	}
	body := strings.TrimPrefix(strip(string(parsed)), numberPrefix)[:numberBody]
	year, err := strconv.ParseUint(body[:yearDigits], 10, 16)
	if err != nil {
		return nil, fmt.Errorf("certs: number: %w", err)
	}
	random, err := base32Crockford.DecodeString(body[yearDigits:])
	if err != nil {
		return nil, fmt.Errorf("certs: number: %w", err)
	}
	return append(binary.BigEndian.AppendUint16(nil, uint16(year)), random...), nil
}

// unpackNumber is the inverse of pack.
func unpackNumber(b []byte) Number {
	return format(fmt.Sprintf("%04d", binary.BigEndian.Uint16(b)) + base32Crockford.EncodeToString(b[2:]))
}
