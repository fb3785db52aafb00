//go:build e2e

package e2e

import (
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestShare shows a certificate to a stranger by a link, without a script, and switches the link off.
func TestShare(t *testing.T) {
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
	holder.follow(`main .certificate form[action$="/freigabe"] button`)
	holder.wants("Wer diesen Link hat")
	holder.look("zertifikate-mit-link")
	link := holder.href(`main a[href^="/nachweis/"]`)

	stranger := open(t)
	stranger.expect("404")
	stranger.scriptless(true)
	stranger.visit(link)
	stranger.wants("Echt und gültig", "Miriam Okafor", "zeigt es Ihnen mit einem Link")
	stranger.look("nachweis-link")
	pdf, err := io.ReadAll(stranger.download(stranger.href(`main a[href$="/zertifikat.pdf"]`)).Body)
	stranger.must(err)
	if !bytes.HasPrefix(pdf, []byte("%PDF-1.7")) {
		t.Errorf("behind the link are %d bytes that are no PDF", len(pdf))
	}

	holder.follow(`main .certificate form[action$="/ende"] button`)
	if status := stranger.arrive(chromedp.Navigate(server.url.String() + link)); status != 404 {
		t.Errorf("GET of a link that was switched off = %d, want 404", status)
	}
	stranger.wants("Diese Seite gibt es nicht")
}
