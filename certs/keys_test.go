package certs

import (
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"
)

// sampleKeys returns public keys of every kind: two chains, a badge key, two token keys.
func sampleKeys(t testing.TB) *Keys {
	t.Helper()
	k := &Keys{}
	for range 2 {
		s, err := NewTestSigner("Stadt", time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		k.Documents = append(k.Documents, s.Chain)
	}
	badge, err := sampleKey()
	if err != nil {
		t.Fatal(err)
	}
	k.Badges = append(k.Badges, badge.Public().(*rsa.PublicKey))
	for seed := range byte(2) {
		k.Tokens = append(k.Tokens, sampleToken(seed).Public().(ed25519.PublicKey))
	}
	return k
}

// sampleToken returns a key for tokens that grows from the seed.
func sampleToken(seed byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed([]byte(strings.Repeat(string(rune('a'+seed)), ed25519.SeedSize)))
}

func TestKeysPEM(t *testing.T) {
	want := sampleKeys(t)
	bundle, err := want.PEM()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseKeys(bundle)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("ParseKeys = %d chains, %d badges, %d tokens, %v", len(got.Documents), len(got.Badges), len(got.Tokens), err)
	}
	for name, bad := range map[string]string{
		"text":        string(bundle) + "text",
		"private key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
		"certificate": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
		"public key":  "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
		"too many":    strings.Repeat(string(bundle), maxKeys/7+1),
	} {
		if _, err := ParseKeys([]byte(bad)); err == nil {
			t.Errorf("ParseKeys(%s) error = nil", name)
		}
	}
	if got, err := ParseKeys(nil); err != nil || len(got.published()) != 0 {
		t.Errorf("ParseKeys(nothing) = %v, %v", got, err)
	}
}

// The example of RFC 7638, section 3.1, and the key of RFC 8037, appendix A.
func TestKeyID(t *testing.T) {
	n, err := base64.RawURLEncoding.DecodeString("0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw")
	if err != nil {
		t.Fatal(err)
	}
	x, err := base64.RawURLEncoding.DecodeString("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := KeyID(&rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}); got != "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs" {
		t.Errorf("KeyID(RSA) = %q, %v", got, err)
	}
	if got, err := KeyID(ed25519.PublicKey(x)); got != "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" {
		t.Errorf("KeyID(Ed25519) = %q, %v", got, err)
	}
	if _, err := KeyID("no key"); err == nil {
		t.Error("KeyID(no key) error = nil")
	}
}

func TestJWKS(t *testing.T) {
	keys := sampleKeys(t)
	set, err := keys.JWKS()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(set), `"d"`) {
		t.Error("a private exponent is published")
	}
	var read struct{ Keys []json.RawMessage }
	if err := json.Unmarshal(set, &read); err != nil || len(read.Keys) != 3 {
		t.Fatalf("JWKS = %s, %v, want 3 keys", set, err)
	}
	id, err := KeyID(keys.Tokens[1])
	if err != nil {
		t.Fatal(err)
	}
	if one, err := keys.JWK(id); err != nil || string(one) != string(read.Keys[2]) {
		t.Errorf("JWK(%s) = %s, %v, want %s", id, one, err, read.Keys[2])
	}
	if _, err := keys.JWK("unknown"); !errors.Is(err, ErrNotFound) {
		t.Errorf("JWK(unknown) error = %v, want ErrNotFound", err)
	}
	if empty, err := (&Keys{}).JWKS(); string(empty) != `{"keys":[]}` {
		t.Errorf("JWKS of nothing = %s, %v", empty, err)
	}
}

func TestIsTest(t *testing.T) {
	keys := sampleKeys(t)
	if !IsTest(keys.Documents[0]) || IsTest(keys.Documents[0][:1]) || IsTest([]*x509.Certificate{}) {
		t.Error("IsTest is true for a chain without the authority for testing, or false for one with it")
	}
}

func FuzzParseKeys(f *testing.F) {
	bundle, err := sampleKeys(f).PEM()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(bundle)
	f.Fuzz(func(t *testing.T, bundle []byte) {
		k, err := ParseKeys(bundle)
		if err != nil {
			return
		}
		if _, err := k.JWKS(); err != nil {
			t.Error(err)
		}
	})
}
