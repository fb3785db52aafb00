//go:build e2e

package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestRevocation has HR revoke a certificate and a stranger look it up.
func TestRevocation(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.signIn("personal@musterstadt.example")
	list := "/personal/dez2/zertifikate"
	p.visit("/personal/dez2")
	p.follow(`main a[href="` + list + `"]`)
	for range 30 { // the demo's people are still learning
		if p.has(`main tbody tr`) {
			break
		}
		time.Sleep(time.Second)
		p.visit(list)
	}
	p.look("zertifikate-einheit")
	p.follow(`main tbody tr:last-child a.code`)
	p.look("zertifikat-einheit")
	number := certificateNumber.FindString(p.path())
	p.do(chromedp.SetValue(chromedp.CSS("#grund"), "mistake"))
	p.follow(`form[action$="/widerruf"] button`)
	p.wants(number, "widerrufen", "irrtümlich")
	p.look("zertifikat-widerrufen")

	stranger := open(t)
	stranger.visit("/pruefen/" + number)
	stranger.wants("Widerrufen", "irrtümlich")
	stranger.look("pruefen-widerrufen")
}
