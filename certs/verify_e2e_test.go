//go:build e2e

package certs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"lernamt/certs"
)

// TestVerifyWhatOthersMade has other programs save the original anew, and judges the results.
func TestVerifyWhatOthersMade(t *testing.T) {
	p := newPress(t, "a")
	c, file := p.print(t)
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "original.pdf"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	v := certs.Verifier{Ledger: p.store, Keys: p.keys, Clock: p.Clock}
	tests := map[string]struct {
		command []string // writes result.pdf
		want    []certs.Finding
		number  bool // which is still to be found
	}{
		"encrypted":      {[]string{"qpdf", "--encrypt", "geheim", "geheim", "256", "--", "original.pdf", "result.pdf"}, []certs.Finding{certs.Encrypted}, false},
		"owner password": {[]string{"qpdf", "--encrypt", "", "geheim", "256", "--", "original.pdf", "result.pdf"}, []certs.Finding{certs.Encrypted}, false},
		"linearized":     {[]string{"qpdf", "--linearize", "original.pdf", "result.pdf"}, []certs.Finding{certs.Altered}, true},
		"object streams": {[]string{"qpdf", "--object-streams=generate", "original.pdf", "result.pdf"}, []certs.Finding{certs.Altered}, true},
		"uncompressed":   {[]string{"qpdf", "--qdf", "original.pdf", "result.pdf"}, []certs.Finding{certs.Altered}, true},
		"cleaned":        {[]string{"mutool", "clean", "-gggz", "original.pdf", "result.pdf"}, []certs.Finding{certs.Altered}, true},
		"first page":     {[]string{"qpdf", "--empty", "--pages", "original.pdf", "1", "--", "result.pdf"}, []certs.Finding{certs.NoCertificate, certs.Altered}, false},
		"printed":        {[]string{"pdftocairo", "-pdf", "original.pdf", "result.pdf"}, []certs.Finding{certs.NoCertificate}, false},
	}
	for name, tt := range tests {
		cmd := exec.CommandContext(t.Context(), tt.command[0], tt.command[1:]...)
		cmd.Dir = folder
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Logf("%s: %v %s", name, err, out)
		}
		result, err := os.ReadFile(filepath.Join(folder, "result.pdf"))
		if err != nil {
			t.Fatal(err)
		}
		r, err := v.Verify(t.Context(), result)
		fits := false
		for _, f := range tt.want {
			fits = fits || r.Finding == f
		}
		if err != nil || !fits || tt.number && r.Number != c.Number {
			t.Errorf("%s: %+v, %v, want %v", name, r, err, tt.want)
		}
		if err := os.Remove(filepath.Join(folder, "result.pdf")); err != nil {
			t.Fatal(err)
		}
	}
}
