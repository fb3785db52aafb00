//go:build e2e

package e2e

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestVerifyFile sends files to be verified, without a script: the original, one that was changed, and one that is no
// certificate.
func TestVerifyFile(t *testing.T) {
	t.Parallel()
	holder := open(t)
	holder.signIn("trainer@musterstadt.example")
	holder.visit("/zertifikate")
	for range 30 { // the demo's people are still learning
		if holder.has(`main .certificate`) {
			break
		}
		time.Sleep(time.Second)
		holder.visit("/zertifikate")
	}
	original, err := io.ReadAll(holder.download(holder.href(`main .certificate a[href$=".pdf"]`)).Body)
	holder.must(err)
	holder.look("zertifikate-mit-nachweis")
	changed := append([]byte{}, original...)
	changed[len(changed)/2] ^= 1

	p := open(t)
	p.expect("422")
	p.scriptless(true)
	for _, file := range []struct {
		name    string
		content []byte
		wants   []string
	}{
		{"original", original, []string{"Echt und gültig", "Byte für Byte", "Miriam Okafor"}},
		{"veraendert", changed, []string{"Verändert", "nicht das Original", "Miriam Okafor"}},
		{"kein-pdf", []byte("Zertifikat"), []string{"Keine PDF-Datei"}},
		{"leer", nil, []string{"Bitte wählen Sie eine Datei aus."}},
	} {
		p.visit("/pruefen")
		path := filepath.Join(t.TempDir(), file.name+".pdf")
		p.must(os.WriteFile(path, file.content, 0o600))
		p.do(chromedp.SetUploadFiles(chromedp.CSS("#datei"), []string{path}))
		p.follow(`form[enctype] button`)
		p.wants(file.wants...)
		p.look("pruefen-datei-" + file.name)
	}
}
