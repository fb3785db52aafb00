package certs_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"lernamt/certs"
	"lernamt/certs/certstest"
)

// A press issues certificates and says how to verify them.
type press struct {
	*certs.Issuer
	store *certstest.Memory
	keys  certs.Keys
}

var badgeKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// newPress returns a press with a key of its own. Two with the same seed draw the same numbers and codes.
func newPress(t testing.TB, seed string) *press {
	t.Helper()
	store := certstest.NewMemory()
	i := newIssuer(store)
	signer, err := certs.NewTestSigner("Stadt Musterstedt", issueDay)
	if err != nil {
		t.Fatal(err)
	}
	badge, err := badgeKey()
	if err != nil {
		t.Fatal(err)
	}
	i.Signer, i.Credential = signer, &certs.Credential{Key: badge, KeyURL: "https://example.org/k", Issuer: "https://example.org"}
	i.Rand = strings.NewReader(strings.Repeat(seed, 100))
	return &press{i, store, certs.Keys{Documents: [][]*x509.Certificate{signer.Chain}}}
}

func (p *press) print(t testing.TB) (certs.Certificate, []byte) {
	t.Helper()
	c, err := p.Issue(t.Context(), request(1))
	if err != nil {
		t.Fatal(err)
	}
	file, err := p.store.PDF(t.Context(), c.Number)
	if err != nil {
		t.Fatal(err)
	}
	return c, file
}

// insert puts text into a file after the first occurrence of mark.
func insert(file []byte, mark, text string) []byte {
	return bytes.Replace(file, []byte(mark), []byte(mark+text), 1)
}

const (
	update    = "\n1 0 obj\n<</Type /Catalog>>\nendobj\nxref\n0 0\ntrailer\n<</Prev 12>>\nstartxref\n1\n%%EOF\n"
	signature = "\n9 0 obj\n<</Type /Sig /ByteRange [0 10 20 30] /Contents <00>>>\nendobj\ntrailer\n<<>>\nstartxref\n1\n%%EOF\n"
	empty     = "%PDF-1.4\n1 0 obj\n<</Type /Catalog>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
)

func TestVerify(t *testing.T) {
	home := newPress(t, "a")
	c, file := home.print(t)
	away := newPress(t, "a") // issues the same number and code in the name of somebody else
	_, foreign := away.print(t)
	stranger := newPress(t, "b")
	_, unknown := stranger.print(t)
	twin := newPress(t, "a")
	twin.Signer = home.Signer // as if the key had been stolen
	_, stolen := twin.print(t)
	lost := newPress(t, "c")
	lost.Signer = home.Signer
	_, unlisted := lost.print(t)
	plain := newPress(t, "a")
	plain.Signer = nil
	_, unsigned := plain.print(t)
	changed := bytes.Clone(file)
	changed[len(changed)/2] ^= 1
	tests := map[string]struct {
		file          []byte
		asked, alone  certs.Finding
		number, shown bool // by the ledger
	}{
		"the original":         {file, certs.Genuine, certs.Vouched, true, true},
		"one bit":              {changed, certs.Altered, certs.Altered, true, true},
		"a byte at the end":    {append(bytes.Clone(file), '\n'), certs.Appended, certs.Appended, true, true},
		"incremental update":   {append(bytes.Clone(file), update...), certs.Appended, certs.Appended, true, true},
		"second signature":     {append(bytes.Clone(file), signature...), certs.Countersigned, certs.Countersigned, true, true},
		"two thirds":           {file[:len(file)*2/3], certs.Truncated, certs.Truncated, true, true},
		"encrypted":            {insert(file, "trailer\n<<", "/Encrypt 7 0 R "), certs.Encrypted, certs.Encrypted, true, true},
		"not signed":           {unsigned, certs.Altered, certs.Unsigned, true, true},
		"other key":            {foreign, certs.Foreign, certs.Foreign, true, true},
		"other number and key": {unknown, certs.UnknownNumber, certs.Foreign, true, false},
		"same key, other file": {stolen, certs.Unlisted, certs.Vouched, true, true},
		"same key, no entry":   {unlisted, certs.Unlisted, certs.Vouched, true, false},
		"another PDF":          {[]byte(empty), certs.NoCertificate, certs.NoCertificate, false, false},
		"header alone":         {[]byte("%PDF-1.7\n"), certs.Truncated, certs.Truncated, false, false},
		"text":                 {[]byte("Zertifikat " + c.Number), certs.NotPDF, certs.NotPDF, false, false},
		"nothing":              {nil, certs.NotPDF, certs.NotPDF, false, false},
		"10 MB and a byte":     {append(bytes.Clone(file), make([]byte, certs.MaxFile)...), certs.TooLarge, certs.TooLarge, false, false},
	}
	v := certs.Verifier{Ledger: home.store, Keys: home.keys, Clock: home.Clock}
	alone := certs.Verifier{Keys: home.keys, Clock: home.Clock}
	for name, tt := range tests {
		r, err := v.Verify(t.Context(), tt.file)
		if err != nil || r.Finding != tt.asked || (r.Number != "") != tt.number || (r.Certificate != nil) != tt.shown || (r.State != "") != tt.shown {
			t.Errorf("%s: %+v, %v, want %s, number %v, certificate %v", name, r, err, tt.asked, tt.number, tt.shown)
		}
		if r.Certificate != nil && r.Certificate.Holder != c.Holder {
			t.Errorf("%s: shows %q, want what was issued", name, r.Certificate.Holder)
		}
		r, err = alone.Verify(t.Context(), tt.file)
		if good := tt.alone == certs.Vouched; err != nil || r.Finding != tt.alone || (r.Certificate != nil) != good || r.Finding.Good() != good {
			t.Errorf("%s, without ledger: %+v, %v, want %s", name, r, err, tt.alone)
		}
		if r.Finding == certs.Vouched && !r.Test {
			t.Errorf("%s: it is not said that the key is for testing", name)
		}
	}
	nobody := certs.Verifier{}
	if r, err := nobody.Verify(t.Context(), file); err != nil || r.Finding != certs.Foreign {
		t.Errorf("without any key: %+v, %v, want foreign", r, err)
	}
}

func TestVerifyStateAndErrors(t *testing.T) {
	p := newPress(t, "a")
	c, file := p.print(t)
	late := func() time.Time { return c.ValidUntil }
	for _, v := range []certs.Verifier{{Ledger: p.store, Keys: p.keys, Clock: late}, {Keys: p.keys, Clock: late}} {
		if r, err := v.Verify(t.Context(), file); err != nil || !r.Finding.Good() || r.State != certs.Expired {
			t.Errorf("after its end: %+v, %v, want it expired", r, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r, err := (&certs.Verifier{Ledger: p.store}).Verify(ctx, file); !errors.Is(err, context.Canceled) || r != (certs.Report{}) {
		t.Errorf("with a ledger that fails: %+v, %v", r, err)
	}
}

// Whoever finds a number in a file is not told the name without the code.
func TestVerifyKeepsNames(t *testing.T) {
	p := newPress(t, "a")
	c, file := p.print(t)
	other := certstest.NewMemory()
	hidden := c
	hidden.Code = "00000000"
	if _, err := other.Issue(t.Context(), hidden, file); err != nil {
		t.Fatal(err)
	}
	r, err := (&certs.Verifier{Ledger: other, Keys: p.keys}).Verify(t.Context(), append(file, ' '))
	if err != nil || r.Certificate != nil || r.State == "" {
		t.Errorf("with another code: %+v, %v, want the state alone", r, err)
	}
}

func FuzzVerify(f *testing.F) {
	p := newPress(f, "a")
	_, file := p.print(f)
	f.Add(file[:len(file)-100])
	f.Add([]byte(empty + signature))
	f.Add(fmt.Appendf(nil, "%s4 0 obj\n<</Type /EmbeddedFile>>\nstream\n{\"number\":\"LA\"}\nendstream\n%%%%EOF", empty))
	v := certs.Verifier{Ledger: p.store, Keys: p.keys, Clock: p.Clock}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := v.Verify(t.Context(), b)
		if err != nil || r.Finding == "" {
			t.Errorf("Verify = %+v, %v", r, err)
		}
		if r.Finding.Good() && !bytes.Equal(b, file) {
			t.Errorf("%d bytes that nobody issued are %s", len(b), r.Finding)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	p := newPress(b, "a")
	_, file := p.print(b)
	v := certs.Verifier{Ledger: p.store, Keys: p.keys, Clock: p.Clock}
	for b.Loop() {
		if r, err := v.Verify(b.Context(), file); err != nil || r.Finding != certs.Genuine {
			b.Fatal(r, err)
		}
	}
}

// Wherever a byte is changed, the file is good no more.
func TestVerifyEachByte(t *testing.T) {
	p := newPress(t, "a")
	_, file := p.print(t)
	asked := certs.Verifier{Ledger: p.store, Keys: p.keys, Clock: p.Clock}
	alone := certs.Verifier{Keys: p.keys, Clock: p.Clock}
	contents := bytes.Index(file, []byte("/Contents <30"))
	for at := 3; at < len(file); at += 149 {
		changed := bytes.Clone(file)
		changed[at] ^= 1
		if r, err := asked.Verify(t.Context(), changed); err != nil || r.Finding.Good() {
			t.Errorf("byte %d: %+v, %v", at, r, err)
		}
		if at > contents && at < contents+16<<10 {
			continue // within the signature there are issuers' certificates, which it does not cover
		}
		if r, err := alone.Verify(t.Context(), changed); err != nil || r.Finding.Good() {
			t.Errorf("byte %d, without ledger: %+v, %v", at, r, err)
		}
	}
}

func TestVerifyToken(t *testing.T) {
	p := newPress(t, "a")
	p.Token = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	p.keys.Tokens = append(p.keys.Tokens, p.Token.Public().(ed25519.PublicKey))
	c, _ := p.print(t)
	text, err := certs.SignToken(&c, p.Token, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	asked := certs.Verifier{Ledger: p.store, Keys: p.keys, Clock: p.Clock}
	alone := certs.Verifier{Keys: p.keys, Clock: p.Clock}
	empty := certs.Verifier{Ledger: certstest.NewMemory(), Keys: p.keys, Clock: p.Clock}
	late := certs.Verifier{Keys: p.keys, Clock: func() time.Time { return c.ValidUntil.AddDate(0, 0, 1) }}
	for name, tt := range map[string]struct {
		by   certs.Verifier
		want certs.Finding
		is   certs.State
	}{
		"ledger": {asked, certs.Genuine, certs.Valid}, "no ledger": {alone, certs.Vouched, certs.Valid},
		"empty ledger": {empty, certs.Unlisted, ""}, "too late": {late, certs.Vouched, certs.Expired},
	} {
		r, err := tt.by.VerifyToken(t.Context(), text)
		if err != nil || r.Finding != tt.want || r.State != tt.is || r.Number != c.Number || r.Certificate.Holder != c.Holder {
			t.Errorf("%s: %+v, %v, want %s and %s", name, r, err, tt.want, tt.is)
		}
	}
	if _, err := p.Revoke(t.Context(), c.Number, certs.Mistake); err != nil {
		t.Fatal(err)
	}
	if r, err := asked.VerifyToken(t.Context(), text); err != nil || r.State != certs.Revoked {
		t.Errorf("revoked: %+v, %v", r, err)
	}
	if _, err := (&certs.Verifier{}).VerifyToken(t.Context(), text); !errors.Is(err, certs.ErrTokenKey) {
		t.Errorf("without keys: error %v, want ErrTokenKey", err)
	}
}
