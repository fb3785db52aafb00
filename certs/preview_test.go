package certs_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"lernamt/certs"
	"lernamt/certs/certstest"
)

// A preview shows the body's colour, issues nothing and does not pass for a certificate.
func TestPreview(t *testing.T) {
	store := certstest.NewMemory()
	clock := func() time.Time { return time.Date(2026, time.June, 15, 10, 0, 0, 0, time.UTC) }
	body := certs.Body{Name: "Stadt Musterstedt", Place: "Musterstedt", Responsible: "Personalamt"}
	plain := certs.Issuer{Store: store, Body: body, Clock: clock}
	body.Colour = "#7a0019"
	red := certs.Issuer{Store: store, Body: body, Clock: clock}
	for _, language := range []string{"de", "en"} {
		file, err := plain.Preview(t.Context(), language)
		if err != nil {
			t.Fatal(err)
		}
		if tinted, err := red.Preview(t.Context(), language); err != nil || bytes.Equal(tinted, file) {
			t.Errorf("%s: the colour changes nothing, %v", language, err)
		}
		for _, v := range []certs.Verifier{{}, {Ledger: store}} {
			if r, err := v.Verify(t.Context(), file); err != nil || r.Finding != certs.NoCertificate {
				t.Errorf("%s: finding %q, %v, want none", language, r.Finding, err)
			}
		}
	}
	if _, err := plain.Preview(t.Context(), "fr"); err == nil {
		t.Error("a preview in French")
	}
	if list, err := store.Export(t.Context(), "", 10); err != nil || len(list) != 0 {
		t.Errorf("%d certificates were issued, %v", len(list), err)
	}
}

func TestLogoAsSVG(t *testing.T) {
	for _, logo := range []string{`<svg xmlns="http://www.w3.org/2000/svg"/>`, "\ufeff<?xml version=\"1.0\"?>\n<!-- x --><svg/>"} {
		body := certs.Body{Name: "Amt", Logo: []byte(logo)}
		if err := body.Check(); err == nil || !strings.Contains(err.Error(), "SVG") {
			t.Errorf("logo %q: %v, want an error that names SVG", logo, err)
		}
	}
}
