//go:build e2e

package e2e

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lernamt/certs"
)

// public are the pages for everybody that have nothing but text.
var public = []string{"impressum", "datenschutz", "barrierefreiheit", "leichte-sprache"}

func TestPublic(t *testing.T) {
	t.Parallel()
	p := open(t)
	for _, page := range public {
		p.visit("/" + page)
		p.look(page)
	}
	p.expect("404", "422")
	if status := p.arrive(chromedp.Navigate(server.url.String() + "/gibt-es-nicht")); status != 404 {
		t.Errorf("GET /gibt-es-nicht = %d, want 404", status)
	}
	p.look("fehler-404")

	p.visit("/anmelden")
	p.fill("#email", "niemand@musterstadt.example")
	p.fill("#password", "falsch")
	if status := p.follow("main form button"); status != 422 {
		t.Errorf("POST /anmelden with a wrong password = %d, want 422", status)
	}
	p.look("anmelden-falsch")
}

func TestVerification(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.expect("422")
	p.visit("/pruefen")
	p.look("pruefen")
	p.fill("#nummer", "LA-2026-Tippfehler")
	if status := p.follow("main form button"); status != 422 {
		t.Errorf("a malformed number = %d, want 422", status)
	}
	p.wants("keine gültige Nummer")
	p.look("pruefen-tippfehler")

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
	path := holder.href(`main .certificate a.code`)
	number := certificateNumber.FindString(path)
	if number == "" {
		t.Fatalf("the demo's trainer has no certificate: %s", holder.text("main"))
	}
	p.fill("#nummer", strings.ToLower(number))
	p.follow("main form button")
	p.wants("Echt und gültig", "nur mit dem Prüfcode")
	if strings.Contains(p.text("main"), "Okafor") {
		t.Error("without the code the name is told")
	}
	p.look("pruefen-ohne-code")
	p.fill("#code", path[strings.LastIndex(path, "/")+1:])
	p.follow("main form button")
	p.wants("Echt und gültig", "Miriam Okafor", number)
	p.look("pruefen-mit-code")
	unknown, err := certs.NewNumber(rand.Reader, 2026)
	p.must(err)
	p.visit("/pruefen/" + string(unknown))
	p.wants("Unbekannt")
	p.look("pruefen-unbekannt")
}

// TestEnglish changes the language before and after signing in; it stays at the next sign-in.
func TestEnglish(t *testing.T) {
	t.Parallel()
	p := open(t)
	english := `button[name=sprache][value=en]`
	p.visit("/anmelden")
	p.follow(english)
	for _, page := range append([]string{"anmelden", "pruefen"}, public...) {
		p.visit("/" + page)
		if lang := eval[string](p, "document.documentElement.lang"); lang != "en" {
			t.Errorf("/%s is in %q, want en", page, lang)
		}
		p.look("en-" + page)
	}
	p.signIn("tim.krueger@musterstadt.example")
	if p.has(english) {
		p.follow(english)
	}
	for _, page := range []string{"", "katalog", "module/datenpannen", "module/datenpannen/offen", "zertifikate", "meine-daten"} {
		p.visit("/" + page)
		p.look("en-" + strings.ReplaceAll(page, "/", "-"))
	}
	p.follow(`form[action="/abmelden"] button`)

	other := open(t)
	other.signIn("tim.krueger@musterstadt.example")
	if lang := eval[string](other, "document.documentElement.lang"); lang != "en" {
		t.Errorf("another device shows %q, want the language of the account, en", lang)
	}
	other.follow(`button[name=sprache][value=de]`)
	other.wants("Tim")
}
