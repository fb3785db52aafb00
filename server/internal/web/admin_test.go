package web

import (
	"strings"
	"testing"
)

// An administrator sees a specimen; the certificate that it shows is in no ledger.
func TestCertificatePreview(t *testing.T) {
	s := newSite(t)
	admin := s.signIn("admin")
	admin.get("/").want(200).says("Musterzertifikat")
	s.signIn("lernen").get("/").want(200).hides("Musterzertifikat")
	before := s.everything()
	p := admin.get("/verwaltung/zertifikat").want(200)
	if p.header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(p.header.Get("Content-Disposition"), "inline") || !strings.HasPrefix(p.body, "%PDF-1.7") {
		t.Errorf("the preview is %v", p.header)
	}
	s.unchanged(before)
}
