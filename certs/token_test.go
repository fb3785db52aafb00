package certs

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// tokenSample returns a certificate with a number that was drawn, and the token that key signs for it.
func tokenSample(t testing.TB, key ed25519.PrivateKey) (Certificate, string) {
	t.Helper()
	c := sampleDrawing().Certificate
	number, err := NewNumber(strings.NewReader("0123456789"), 2026)
	if err != nil {
		t.Fatal(err)
	}
	c.Number = number
	text, err := token(&c, key, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return c, text
}

func keysOf(keys ...ed25519.PrivateKey) *Keys {
	k := &Keys{}
	for _, key := range keys {
		k.Tokens = append(k.Tokens, key.Public().(ed25519.PublicKey))
	}
	return k
}

func TestToken(t *testing.T) {
	old, present := sampleToken(0), sampleToken(1)
	c, text := tokenSample(t, old)
	if len(text) > 400 {
		t.Errorf("the token has %d digits", len(text))
	}
	day := func(month time.Month, day int) time.Time {
		return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC)
	}
	want := Token{
		Number: c.Number, Kind: Assessed, Holder: c.Holder, Title: c.Title, Minutes: 90,
		From: day(time.February, 21), Until: day(time.March, 2), Issued: day(time.March, 2),
		LastDay: day(time.March, 2).AddDate(2, 0, 0),
	}
	address := "https://lernen.example/pruefen/" + string(c.Number) + "/" + c.Code + "#"
	for _, scanned := range []string{text, address + text, " " + address + text + "\n"} {
		if got, err := keysOf(present, old).ReadToken(scanned); err != nil || got != want {
			t.Errorf("ReadToken(%q) =\n%+v, %v, want\n%+v", scanned, got, err, want)
		}
	}
	other := "https://lernen.example/pruefen/LA-2026-7K3M/X#" + text
	if _, err := keysOf(old).ReadToken(other); !errors.Is(err, ErrTokenForged) {
		t.Errorf("with another certificate's address: error %v, want ErrTokenForged", err)
	}
}

func TestTokenIsChecked(t *testing.T) {
	key := sampleToken(0)
	_, text := tokenSample(t, key)
	n, _ := new(big.Int).SetString(text, 10)
	good := n.Bytes()
	for i := range good { // each byte of it is signed or is the signature
		bad := bytes.Clone(good)
		bad[i] ^= 1
		_, err := keysOf(key).ReadToken(new(big.Int).SetBytes(bad).String())
		want := ErrTokenForged
		switch {
		case i == 0:
			want = ErrToken
		case i < tokenHead:
			want = ErrTokenKey
		}
		if !errors.Is(err, want) {
			t.Errorf("byte %d is changed: error %v, want %v", i, err, want)
		}
	}
	if _, err := keysOf(sampleToken(1)).ReadToken(text); !errors.Is(err, ErrTokenKey) {
		t.Errorf("with another key: error %v, want ErrTokenKey", err)
	}
	// A key that shares the ID but is another.
	lookalike := keysOf(key)
	if err := lookalike.checkToken(good[:20], good[20:84]); !errors.Is(err, ErrTokenForged) {
		t.Errorf("with too little signed: error %v, want ErrTokenForged", err)
	}
	for _, odd := range []string{"", "#", "12", "-" + text, "0x12", text + "0", strings.Repeat("9", tokenDigits+1), "https://x/#", "eyJhbGciOiJub25lIn0.e30."} {
		if _, err := keysOf(key).ReadToken(odd); !errors.Is(err, ErrToken) && !errors.Is(err, ErrTokenForged) {
			t.Errorf("ReadToken(%.40q) error = %v, want ErrToken", odd, err)
		}
	}
}

func TestTokenLimits(t *testing.T) {
	key := sampleToken(0)
	c, _ := tokenSample(t, key)
	c.Holder, c.Title = strings.Repeat("é", 120), strings.Repeat("Titel ", 60)
	c.From, c.Until, c.ValidUntil = time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(2400, 1, 1, 0, 0, 0, 0, time.UTC), time.Time{}
	text, err := token(&c, key, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	got, err := keysOf(key).ReadToken(text)
	if err != nil || !utf8.ValidString(got.Holder) || !strings.HasSuffix(got.Holder, "é…") || len(got.Title) > tokenText {
		t.Errorf("a long name is read as %q, %v", got.Holder, err)
	}
	if !got.From.IsZero() || !got.Until.IsZero() || !got.LastDay.IsZero() {
		t.Errorf("days out of range are read as %v, %v, %v", got.From, got.Until, got.LastDay)
	}
	rsaKey, err := sampleKey()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := token(&c, rsaKey, time.UTC); err == nil {
		t.Error("a token is signed with RSA")
	}
	c.Number = "LA-1"
	if _, err := token(&c, key, time.UTC); !errors.Is(err, ErrNumber) {
		t.Errorf("token without a number: error %v", err)
	}
}

func FuzzReadToken(f *testing.F) {
	key := sampleToken(0)
	c, text := tokenSample(f, key)
	f.Add(text)
	f.Add("https://lernen.example/pruefen/" + string(c.Number) + "/X#" + text)
	keys := keysOf(key)
	f.Fuzz(func(t *testing.T, scanned string) {
		got, err := keys.ReadToken(scanned)
		if err == nil && got.Number != c.Number {
			t.Errorf("ReadToken(%q) = %+v: nobody signed that", scanned, got)
		}
	})
}

// What is signed is trusted less than a signature allows: it must not make the reader fail either.
func FuzzParseToken(f *testing.F) {
	_, text := tokenSample(f, sampleToken(0))
	n, _ := new(big.Int).SetString(text, 10)
	b := n.Bytes()
	f.Add(b[tokenHead : len(b)-ed25519.SignatureSize])
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := parseToken(b); err == nil && !utf8.ValidString(got.Holder+got.Title) {
			t.Errorf("%q is text", got.Holder)
		}
	})
}
