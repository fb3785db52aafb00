package certs

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
)

// openToken checks the signature of a token and returns its header and payload.
func openToken(t *testing.T, k *Credential, token string) (header, payload map[string]any) {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("token of %d parts", len(parts))
	}
	for i, into := range []*map[string]any{&header, &payload} {
		plain, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(plain, into); err != nil {
			t.Fatal(err)
		}
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if err := rsa.VerifyPKCS1v15(k.Key.Public().(*rsa.PublicKey), crypto.SHA256, sum[:], signature); err != nil {
		t.Error(err)
	}
	return header, payload
}

func TestCredential(t *testing.T) {
	k := sampleCredential(t)
	c := sampleDrawing().Certificate
	token, err := k.token(c)
	if err != nil {
		t.Fatal(err)
	}
	header, payload := openToken(t, k, token)
	if len(header) != 3 || header["alg"] != "RS256" || header["kid"] != k.KeyURL {
		t.Errorf("header = %v", header)
	}
	for _, name := range []string{"@context", "id", "type", "issuer", "validFrom", "validUntil", "credentialSubject", "credentialSchema", "credentialStatus", "iss", "jti", "nbf", "sub", "exp"} {
		if payload[name] == nil {
			t.Errorf("the credential has no %s", name)
		}
	}
	subject := payload["credentialSubject"].(map[string]any)
	if payload["sub"] != subject["id"] || payload["jti"] != payload["id"] || payload["iss"] != payload["issuer"].(map[string]any)["id"] {
		t.Errorf("the claims of JWT and credential differ: %v", payload)
	}
	if !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(subject["id"].(string)) {
		t.Errorf("subject is %v", subject["id"])
	}
	all, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{c.Holder, c.Person + `"`, c.Code} {
		if strings.Contains(string(all), secret) {
			t.Errorf("the credential tells %q", secret)
		}
	}
	if again, err := k.token(c); err != nil || again != token {
		t.Errorf("the same certificate gives another token (%v)", err)
	}
}

func TestCredentialWithoutEnd(t *testing.T) {
	k := sampleCredential(t)
	k.Status = ""
	c := sampleDrawing().Certificate
	c.ValidUntil = time.Time{}
	token, err := k.token(c)
	if err != nil {
		t.Fatal(err)
	}
	_, payload := openToken(t, k, token)
	for _, name := range []string{"validUntil", "exp", "credentialStatus"} {
		if _, ok := payload[name]; ok {
			t.Errorf("the credential has %s = %v", name, payload[name])
		}
	}
}

func TestCredentialRefusesOtherKeys(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	k := Credential{Key: key}
	if token, err := k.token(sampleDrawing().Certificate); err == nil {
		t.Errorf("token = %q, signed with another algorithm than it says", token)
	}
}
