package keys

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"lernamt/certs"
)

var noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, f Folder) *Ring {
	t.Helper()
	r, err := f.Open(noon)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func newFolder(t *testing.T) Folder {
	return Folder{Path: filepath.Join(t.TempDir(), "keys"), Body: "Stadt Musterstedt"}
}

func TestOpenMakesKeysOnce(t *testing.T) {
	f := newFolder(t)
	first := open(t, f)
	if !first.Signer.Test || first.Badge.N.BitLen() != badgeBits || len(first.Token) == 0 {
		t.Errorf("Open = %+v, want a test signer and keys for badges and tokens", first)
	}
	again := open(t, f)
	if !again.Badge.Equal(first.Badge) || !again.Token.Equal(first.Token) || !again.Signer.Chain[0].Equal(first.Signer.Chain[0]) {
		t.Error("the second Open has other keys")
	}
	names, err := os.ReadDir(f.Path)
	if err != nil || len(names) != len(Uses) {
		t.Fatalf("%d files, %v, want one for each use", len(names), err)
	}
	for _, n := range names {
		if info, err := n.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", n.Name(), info.Mode())
		}
	}
}

func TestOpenAtOnce(t *testing.T) {
	f := newFolder(t)
	rings := make([]*Ring, 4)
	var wg sync.WaitGroup
	for i := range rings {
		wg.Go(func() {
			var err error
			if rings[i], err = f.Open(noon); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, r := range rings {
		if r == nil || !r.Token.Equal(rings[0].Token) || !r.Badge.Equal(rings[0].Badge) || !r.Signer.Chain[0].Equal(rings[0].Signer.Chain[0]) {
			t.Error("two processes that started at once have different keys")
		}
	}
}

func TestRotate(t *testing.T) {
	f := newFolder(t)
	old := open(t, f)
	for _, use := range Uses {
		name, err := f.Rotate(use, noon.AddDate(1, 0, 0))
		if want := string(use) + "-2.pem"; name != want || err != nil {
			t.Errorf("Rotate(%s) = %q, %v, want %q", use, name, err, want)
		}
		retired, err := os.ReadFile(filepath.Join(f.Path, string(use)+"-1.pem"))
		if err != nil || bytes.Contains(retired, []byte("PRIVATE")) {
			t.Errorf("the private key of %s remains: %v", use, err)
		}
	}
	r := open(t, f)
	if r.Token.Equal(old.Token) || r.Badge.Equal(old.Badge) || r.Signer.Chain[0].Equal(old.Signer.Chain[0]) {
		t.Error("an old key still signs")
	}
	if len(r.Public.Documents) != 2 || !r.Public.Documents[1][0].Equal(old.Signer.Chain[0]) || !r.Public.Documents[0][0].Equal(r.Signer.Chain[0]) {
		t.Errorf("%d chains are published, want the new and then the old", len(r.Public.Documents))
	}
	if len(r.Public.Badges) != 2 || !r.Public.Badges[1].Equal(old.Badge.Public()) || !r.Public.Badges[0].Equal(r.Badge.Public()) {
		t.Errorf("%d badge keys are published, want the new and then the old", len(r.Public.Badges))
	}
	if len(r.Public.Tokens) != 2 || !r.Public.Tokens[1].Equal(old.Token.Public()) || !r.Public.Tokens[0].Equal(r.Token.Public()) {
		t.Errorf("%d token keys are published, want the new and then the old", len(r.Public.Tokens))
	}
	if _, err := f.Rotate("coffee", noon); err == nil {
		t.Error("Rotate(unknown use) error = nil")
	}
}

// given writes a signer's key and chain in the ways that operators have them.
func given(t *testing.T, s *certs.Signer) map[string]Given {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ec, err := x509.MarshalECPrivateKey(s.Key.(*ecdsa.PrivateKey))
	if err != nil {
		t.Fatal(err)
	}
	p12, err := pkcs12.Modern.Encode(s.Key, s.Chain[0], s.Chain[1:], "geheim")
	if err != nil {
		t.Fatal(err)
	}
	sec1 := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: ec})
	return map[string]Given{
		"one file":   {Key: write("all.pem", encode(s.Key, s.Chain, nil))},
		"two files":  {Key: write("key.pem", encode(s.Key, nil, nil)), Chain: write("chain.pem", encode(nil, s.Chain, nil))},
		"of openssl": {Key: write("sec1.pem", sec1), Chain: write("chain2.pem", encode(nil, s.Chain, nil))},
		"PKCS#12":    {Key: write("key.p12", p12), Password: write("password", []byte("geheim\n"))},
	}
}

func TestGiven(t *testing.T) {
	s, err := certs.NewTestSigner("Bund", noon)
	if err != nil {
		t.Fatal(err)
	}
	for name, g := range given(t, s) {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)
			f.Given = g
			for range 2 { // the second start finds what the first remembered
				r := open(t, f)
				if !r.Signer.Chain[0].Equal(s.Chain[0]) || len(r.Signer.Chain) != 2 || len(r.Public.Documents) != 1 {
					t.Errorf("the signer's chain has %d certificates, %d are published", len(r.Signer.Chain), len(r.Public.Documents))
				}
			}
			content, err := os.ReadFile(filepath.Join(f.Path, "document-1.pem"))
			if err != nil || bytes.Contains(content, []byte("PRIVATE")) {
				t.Errorf("the given private key is copied, or its chain is not kept: %v", err)
			}
			if _, err := f.Rotate(Document, noon); err == nil {
				t.Error("a given key is rotated")
			}
		})
	}
}

func TestGivenAfterTesting(t *testing.T) {
	f := newFolder(t)
	testing := open(t, f)
	s, err := certs.NewTestSigner("Bund", noon)
	if err != nil {
		t.Fatal(err)
	}
	f.Given = given(t, s)["one file"]
	r := open(t, f)
	if len(r.Public.Documents) != 2 || !r.Public.Documents[0][0].Equal(s.Chain[0]) || !r.Public.Documents[1][0].Equal(testing.Signer.Chain[0]) {
		t.Errorf("%d chains are published, want the given first, then that of the tests", len(r.Public.Documents))
	}
	f.Given = Given{}
	if r := open(t, f); !r.Signer.Test || len(r.Public.Documents) != 3 {
		t.Errorf("without the given key: test %v, %d chains; want a new test signer beside both", r.Signer.Test, len(r.Public.Documents))
	}
}

func TestGivenIsWrong(t *testing.T) {
	s, err := certs.NewTestSigner("Bund", noon)
	if err != nil {
		t.Fatal(err)
	}
	other, err := certs.NewTestSigner("Land", noon)
	if err != nil {
		t.Fatal(err)
	}
	small, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	goods := given(t, s)
	tests := map[string]struct {
		content []byte
		given   Given
		want    string
	}{
		"nothing":           {[]byte{}, Given{}, "pkcs12"},
		"no key":            {encode(nil, s.Chain, nil), Given{}, "no private key"},
		"no certificate":    {encode(s.Key, nil, nil), Given{}, "LERNAMT_SIGN_CHAIN"},
		"other certificate": {encode(s.Key, other.Chain, nil), Given{}, "not that of the key"},
		"other curve":       {encode(small, nil, nil), goods["two files"], "not that of the key"},
		"short RSA":         {encode(weak, nil, nil), Given{}, "no certificate"},
		"encrypted":         {[]byte("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"), Given{}, "encrypted"},
		"something else":    {[]byte("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n"), Given{}, "does not belong"},
		"no file":           {nil, Given{Key: "/nowhere/key.pem"}, "no such file"},
	}
	for name, tt := range tests {
		f := newFolder(t)
		f.Given = tt.given
		if tt.content != nil {
			f.Given.Key = filepath.Join(t.TempDir(), "key")
			if err := os.WriteFile(f.Given.Key, tt.content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := f.Open(noon); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, tt.want)
		}
	}
	f := newFolder(t)
	f.Given = Given{Key: goods["PKCS#12"].Key}
	if _, err := f.Open(noon); err == nil {
		t.Error("PKCS#12 opens without its password")
	}
}

func TestSpoiltFolder(t *testing.T) {
	for name, spoil := range map[string]func(dir string) error{
		"garbage": func(dir string) error { return os.WriteFile(filepath.Join(dir, "badge-1.pem"), []byte("x"), 0o600) },
		"swapped": func(dir string) error {
			return os.Rename(filepath.Join(dir, "token-1.pem"), filepath.Join(dir, "badge-1.pem"))
		},
		"document without certificate": func(dir string) error {
			return os.Rename(filepath.Join(dir, "token-1.pem"), filepath.Join(dir, "document-1.pem"))
		},
	} {
		f := newFolder(t)
		open(t, f)
		if err := spoil(f.Path); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Open(noon); err == nil {
			t.Errorf("%s: Open error = nil", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	s, err := certs.NewTestSigner("Bund", noon)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(encode(s.Key, s.Chain, nil))
	f.Add(encode(nil, nil, s.Key.Public()))
	f.Fuzz(func(t *testing.T, content []byte) {
		if parsed, err := parse(content); err == nil {
			if again, err := parse(parsed.public()); err != nil || !samePublic(again.publicKey(), parsed.publicKey()) {
				t.Errorf("the public part of %q is not read back: %v", content, err)
			}
		}
	})
}
