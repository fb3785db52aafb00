//go:build e2e

package e2e

import (
	"testing"
	"time"
)

// TestProgrammeCertificate has a learner who has fulfilled every module of a programme get its certificate.
func TestProgrammeCertificate(t *testing.T) {
	t.Parallel()
	const path = "/programme/jaehrliche-unterweisung"
	p := open(t)
	p.signIn("trainer@musterstadt.example")
	p.visit(path)
	for range 30 { // the demo's people are still learning
		if p.has(`form[action$="/zertifikat"]`) {
			break
		}
		time.Sleep(time.Second)
		p.visit(path)
	}
	p.look("programm-erreicht")
	p.follow(`form[action$="/zertifikat"] button`)
	p.wants("Zertifikat als PDF", "Ausgestellt am")
	p.look("programm-zertifikat")
	if r := p.download(p.href(`#zertifikat a[href$=".pdf"]`)); r.StatusCode != 200 {
		t.Errorf("the certificate: status %d", r.StatusCode)
	}
	p.visit("/zertifikate")
	p.wants("Jährliche Unterweisung")
}
