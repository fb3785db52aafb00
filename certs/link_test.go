package certs_test

import (
	"encoding/base64"
	"errors"
	"testing"

	"lernamt/certs"
	"lernamt/certs/certstest"
)

func TestShare(t *testing.T) {
	store := certstest.NewMemory()
	c, pdf := certstest.Sample(1)
	if _, err := store.Issue(t.Context(), c, pdf); err != nil {
		t.Fatal(err)
	}
	i := certs.Issuer{Store: store}
	first, err := i.Share(t.Context(), c.Number)
	if random, bad := base64.RawURLEncoding.DecodeString(first.Link); err != nil || bad != nil || len(random) != 16 {
		t.Fatalf("Share = %q, %v, want 128 bits", first.Link, err)
	}
	if again, err := i.Share(t.Context(), c.Number); err != nil || again.Link != first.Link {
		t.Errorf("Share again = %q, %v, want %q", again.Link, err, first.Link)
	}
	if off, err := i.Unshare(t.Context(), c.Number); err != nil || off.Link != "" {
		t.Errorf("Unshare = %q, %v", off.Link, err)
	}
	if _, err := store.ByLink(t.Context(), first.Link); !errors.Is(err, certs.ErrNotFound) {
		t.Errorf("the link after it was switched off: %v", err)
	}
	if next, err := i.Share(t.Context(), c.Number); err != nil || next.Link == first.Link || next.Link == "" {
		t.Errorf("Share after that = %q, %v, want another link", next.Link, err)
	}
	ended, pdf := certstest.Sample(2)
	if _, err := store.Issue(t.Context(), ended, pdf); err != nil {
		t.Fatal(err)
	}
	if _, err := i.Revoke(t.Context(), ended.Number, certs.Mistake); err != nil {
		t.Fatal(err)
	}
	if got, err := i.Share(t.Context(), ended.Number); err != nil || got.Link != "" {
		t.Errorf("Share of what was revoked = %q, %v, want no link", got.Link, err)
	}
	for _, call := range []func() (certs.Certificate, error){
		func() (certs.Certificate, error) { return i.Share(t.Context(), "LA-0") },
		func() (certs.Certificate, error) { return i.Unshare(t.Context(), "LA-0") },
	} {
		if _, err := call(); !errors.Is(err, certs.ErrNotFound) {
			t.Errorf("unknown number: %v, want ErrNotFound", err)
		}
	}
}
