package auth_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"lernamt/server/internal/auth"
)

// forge makes a token of its three parts.
func forge(t *testing.T, header, claims map[string]any, sign func(text string) []byte) string {
	t.Helper()
	part := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(b)
	}
	text := part(header) + "." + part(claims)
	return text + "." + base64.RawURLEncoding.EncodeToString(sign(text))
}

// take apart a part of a token.
func decoded(t *testing.T, token string, part int) map[string]any {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[part])
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestForgedTokens changes one thing at a time in a good token, also with the right key in hand.
func TestForgedTokens(t *testing.T) {
	b := newBench(t)
	tokens, _ := b.signIn()
	header, claims := decoded(t, tokens.Access, 0), decoded(t, tokens.Access, 1)
	private := ed25519.NewKeyFromSeed([]byte(strings.Repeat("\x01", 32)))
	public := private.Public().(ed25519.PublicKey)
	ours := func(text string) []byte {
		sig, err := private.Sign(nil, []byte(text), crypto.Hash(0))
		if err != nil {
			t.Fatal(err)
		}
		return sig
	}
	theirs := func(text string) []byte {
		return ed25519.Sign(ed25519.NewKeyFromSeed([]byte(strings.Repeat("\x02", 32))), []byte(text))
	}
	macOf := func(key []byte) func(string) []byte {
		return func(text string) []byte {
			h := hmac.New(sha256.New, key)
			h.Write([]byte(text))
			return h.Sum(nil)
		}
	}
	none := func(string) []byte { return nil }
	with := func(m map[string]any, pairs ...any) map[string]any {
		m = maps.Clone(m)
		for i := 0; i < len(pairs); i += 2 {
			if m[pairs[i].(string)] = pairs[i+1]; pairs[i+1] == nil {
				delete(m, pairs[i].(string))
			}
		}
		return m
	}
	if _, err := b.Visitor(t.Context(), forge(t, header, claims, ours)); err != nil {
		t.Fatalf("the same token made here is refused, so the others prove nothing: %v", err)
	}
	future := float64(noon.Add(time.Hour).Unix())
	for name, token := range map[string]string{
		"alg none":              forge(t, with(header, "alg", "none"), claims, none),
		"alg None":              forge(t, with(header, "alg", "None"), claims, none),
		"alg none, signed":      forge(t, with(header, "alg", "none"), claims, ours),
		"no alg":                forge(t, with(header, "alg", nil), claims, ours),
		"no signature":          forge(t, header, claims, none),
		"HS256 with public key": forge(t, with(header, "alg", "HS256"), claims, macOf(public)),
		"HS256 with empty key":  forge(t, with(header, "alg", "HS256"), claims, macOf(nil)),
		"RS256":                 forge(t, with(header, "alg", "RS256"), claims, ours),
		"another installation":  forge(t, header, claims, theirs),
		"unknown kid":           forge(t, with(header, "kid", "AAAAAAAAAAAA"), claims, ours),
		"no kid":                forge(t, with(header, "kid", nil), claims, ours),
		"kid is a number":       forge(t, with(header, "kid", 1), claims, ours),
		"kid is a list":         forge(t, with(header, "kid", []any{header["kid"]}), claims, ours),
		"key in the header":     forge(t, with(header, "kid", nil, "jwk", map[string]any{"kty": "OKP"}), claims, theirs),
		"expired":               forge(t, header, with(claims, "exp", float64(noon.Unix())), ours),
		"never expires":         forge(t, header, with(claims, "exp", nil), ours),
		"not yet valid":         forge(t, header, with(claims, "nbf", future), ours),
		"another audience":      forge(t, header, with(claims, "aud", "andere"), ours),
		"no audience":           forge(t, header, with(claims, "aud", nil), ours),
		"another issuer":        forge(t, header, with(claims, "iss", "andere"), ours),
		"no issuer":             forge(t, header, with(claims, "iss", nil), ours),
		"another session":       forge(t, header, with(claims, "jti", "unbekannt"), ours),
		"no session":            forge(t, header, with(claims, "jti", nil), ours),
		"changed after signing": tampered(tokens.Access),
		"refresh token":         tokens.Refresh,
		"empty":                 "",
		"dots":                  "..",
		"a fourth part":         tokens.Access + ".x",
		"very long":             strings.Repeat("a.", 10_000),
	} {
		_, err := b.Visitor(t.Context(), token)
		want(t, name, err, auth.ErrSignedOut)
	}
	for name, token := range map[string]string{"access token": tokens.Access, "empty": "", "dots": "..", "cut": tokens.Refresh[:len(tokens.Refresh)-1],
		"changed": "x" + tokens.Refresh[1:], "another's MAC": tokens.Refresh[:strings.LastIndexByte(tokens.Refresh, '.')] + "." + keys(t, 2).MAC("refresh", "x")} {
		_, _, err := b.Refresh(t.Context(), token)
		want(t, "refresh with "+name, err, auth.ErrSignedOut)
	}
	if _, _, err := b.Refresh(t.Context(), tokens.Refresh); err != nil {
		t.Errorf("guessing has ended the session: %v", err)
	}
}

func tampered(token string) string {
	i := strings.IndexByte(token, '.') + 10
	c := byte('A')
	if token[i] == c {
		c = 'B'
	}
	return token[:i] + string(c) + token[i+1:]
}

// TestKeyRotation puts a new key in front: tokens of the old one are good, and those of both nodes.
func TestKeyRotation(t *testing.T) {
	b := newBench(t)
	tokens, v := b.signIn()
	form := b.FormToken(v.Session)
	rotated := &auth.Service{Store: b.Store, Accounts: b.Accounts, Keys: keys(t, 9, 1), Passwords: b.Passwords, Clock: b.now}
	if _, err := rotated.Visitor(t.Context(), tokens.Access); err != nil {
		t.Error(err)
	}
	renewed, _, err := rotated.Refresh(t.Context(), tokens.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	if rotated.FormToken(v.Session) != form {
		t.Error("forms of open pages are refused")
	}
	if fmt.Sprint(decoded(t, renewed.Access, 0)["kid"]) == fmt.Sprint(decoded(t, tokens.Access, 0)["kid"]) {
		t.Error("the new key does not sign")
	}
	_, err = b.Visitor(t.Context(), renewed.Access)
	want(t, "a node that has not got the new key", err, auth.ErrSignedOut)
}
