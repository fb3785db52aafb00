package certs_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"lernamt/certs"
	"lernamt/certs/certstest"
)

func TestRevoke(t *testing.T) {
	p := newPress(t, "a")
	c, file := p.print(t)
	if _, err := p.Revoke(t.Context(), c.Number, "coffee"); !errors.Is(err, certs.ErrReason) {
		t.Errorf("Revoke(coffee) error = %v, want ErrReason", err)
	}
	if _, err := p.Revoke(t.Context(), c.Number, certs.Corrected); !errors.Is(err, certs.ErrReason) {
		t.Errorf("Revoke(corrected) error = %v, want ErrReason: only Reissue corrects", err)
	}
	if _, err := p.Revoke(t.Context(), "LA-1", certs.Mistake); !errors.Is(err, certs.ErrNotFound) {
		t.Errorf("Revoke(unknown) error = %v, want ErrNotFound", err)
	}
	got, err := p.Revoke(t.Context(), c.Number, certs.Deception)
	want := certs.Ending{At: issueDay.Truncate(time.Millisecond), Reason: certs.Deception}
	if err != nil || got.Ended != want || got.State(issueDay) != certs.Revoked {
		t.Errorf("Revoke = %+v, %v, want %+v", got.Ended, err, want)
	}
	if _, err := p.Revoke(t.Context(), c.Number, certs.Mistake); !errors.Is(err, certs.ErrEnded) {
		t.Errorf("Revoke(again) error = %v, want ErrEnded", err)
	}
	if _, err := p.Reissue(t.Context(), c.Number, "Jördis Muster"); !errors.Is(err, certs.ErrEnded) {
		t.Errorf("Reissue(revoked) error = %v, want ErrEnded", err)
	}
	v := certs.Verifier{Ledger: p.store, Keys: p.keys, Clock: p.Clock}
	if r, err := v.Verify(t.Context(), file); err != nil || r.Finding != certs.Genuine || r.State != certs.Revoked {
		t.Errorf("Verify(revoked) = %+v, %v", r, err)
	}
	again, err := p.Issue(t.Context(), request(1))
	if err != nil || again.Number != c.Number || again.State(issueDay) != certs.Revoked {
		t.Errorf("Issue(revoked) = %s %s, %v: a revoked certificate is issued again", again.Number, again.State(issueDay), err)
	}
}

func TestReissue(t *testing.T) {
	p := newPress(t, "abcdefghij1234567890")
	c, _ := p.print(t)
	later := issueDay.AddDate(0, 3, 0)
	p.Clock = func() time.Time { return later }
	if _, err := p.Reissue(t.Context(), c.Number, "☃"); !errors.As(err, new(*certs.GlyphError)) {
		t.Errorf("Reissue(snowman) error = %v, want a GlyphError", err)
	}
	second, err := p.Reissue(t.Context(), c.Number, "Jördis Muster")
	if err != nil {
		t.Fatal(err)
	}
	if second.Number == c.Number || second.Holder != "Jördis Muster" || second.Title != c.Title || second.Edition != 1 ||
		!second.ValidUntil.Equal(c.ValidUntil) || second.IssuedAt.Equal(c.IssuedAt) {
		t.Errorf("Reissue = %+v, of %+v", second, c)
	}
	old, err := p.store.ByNumber(t.Context(), c.Number)
	if err != nil || old.State(later) != certs.Superseded || old.Ended.By != second.Number || old.Ended.Reason != certs.Corrected {
		t.Errorf("the old certificate is %s, %+v, %v", old.State(later), old.Ended, err)
	}
	if _, err := p.Reissue(t.Context(), c.Number, "Jördis Anders"); !errors.Is(err, certs.ErrEnded) {
		t.Errorf("Reissue(again) error = %v, want ErrEnded", err)
	}
	third, err := p.Reissue(t.Context(), second.Number, "Jördis Anders")
	if err != nil || third.Edition != 2 {
		t.Errorf("Reissue(of the second) = %+v, %v", third, err)
	}
	if again, err := p.Issue(t.Context(), request(1)); err != nil || again.Number != c.Number {
		t.Errorf("Issue = %s, %v, want the first edition still", again.Number, err)
	}
	if _, err := p.Reissue(t.Context(), "LA-1", "x"); !errors.Is(err, certs.ErrNotFound) {
		t.Errorf("Reissue(unknown) error = %v, want ErrNotFound", err)
	}
}

// A crash between issuing the new and ending the old one is mended by a repeat.
func TestReissueAfterCrash(t *testing.T) {
	p := newPress(t, "abcdefghij1234567890")
	c, _ := p.print(t)
	half, pdf := certstest.Sample(9)
	half.Key = c.Key
	half.Edition = 1
	if _, err := p.store.Issue(t.Context(), half, pdf); err != nil {
		t.Fatal(err)
	}
	got, err := p.Reissue(t.Context(), c.Number, "Jördis Muster")
	old, _ := p.store.ByNumber(t.Context(), c.Number)
	if err != nil || got.Number != half.Number || old.Ended.By != half.Number {
		t.Errorf("Reissue = %s, %v, old superseded by %s, want %s", got.Number, err, old.Ended.By, half.Number)
	}
}

func TestRevocations(t *testing.T) {
	p := newPress(t, "abcdefghij1234567890")
	c, file := p.print(t)
	p.Credential.Status = "https://example.org/widerrufe"
	badge, err := badgeKey()
	if err != nil {
		t.Fatal(err)
	}
	p.keys.Badges = append(p.keys.Badges, &badge.PublicKey)
	if _, err := p.Revoke(t.Context(), c.Number, certs.Mistake); err != nil {
		t.Fatal(err)
	}
	ended, err := p.store.Ended(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	plain, err := p.Credential.Revocations(ended, issueDay)
	if err != nil || !strings.Contains(string(plain), `"revoked":true,"revocationReason":"mistake"`) || strings.Contains(string(plain), string(c.Number)) {
		t.Errorf("Revocations = %s, %v", plain, err)
	}
	signed, err := p.Credential.SignedRevocations(ended, issueDay)
	if err != nil {
		t.Fatal(err)
	}
	list, err := p.keys.ReadRevocations(signed + "\n")
	if err != nil || !list.At.Equal(issueDay.Truncate(time.Second)) {
		t.Fatalf("ReadRevocations = %+v, %v", list, err)
	}
	v := certs.Verifier{Keys: p.keys, Clock: p.Clock, Revoked: list}
	if r, err := v.Verify(t.Context(), file); err != nil || r.Finding != certs.Vouched || r.State != certs.Revoked {
		t.Errorf("Verify with the list = %+v, %v, want revoked", r, err)
	}

	parts := strings.Split(signed, ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`))
	hs := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256"}`))
	payload := base64.RawURLEncoding.EncodeToString([]byte(`{"iat":1,"revokedCredential":[]}`))
	for name, bad := range map[string]string{
		"nothing": "", "two parts": parts[0] + "." + parts[1], "no algorithm": none + "." + parts[1] + ".",
		"other algorithm": hs + "." + parts[1] + "." + parts[2], "other payload": parts[0] + "." + payload + "." + parts[2],
		"not base64": "*.*.*", "a credential": credentialOf(t, file),
	} {
		if _, err := p.keys.ReadRevocations(bad); !errors.Is(err, certs.ErrRevocations) {
			t.Errorf("ReadRevocations(%s) error = %v, want ErrRevocations", name, err)
		}
	}
	if _, err := (&certs.Keys{}).ReadRevocations(signed); !errors.Is(err, certs.ErrRevocations) {
		t.Errorf("ReadRevocations without keys: error %v", err)
	}
}

// credentialOf returns a JWT that the press has signed and that is no list.
func credentialOf(t *testing.T, file []byte) string {
	t.Helper()
	for _, a := range certs.Attached(file) {
		if strings.Count(string(a), ".") == 2 && strings.HasPrefix(string(a), "ey") {
			return string(a)
		}
	}
	t.Fatal("there is no credential inside")
	return ""
}
