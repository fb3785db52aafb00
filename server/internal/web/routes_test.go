package web

import (
	"net/http"
	"strings"
	"testing"
)

// visitors of the matrix, in the order of the columns of expected.
var visitors = []string{"", "lernen", "trainer", "personal", "ausbildung", "datenschutz", "admin"}

// expected says what each visitor gets at each route, by a letter:
//
//	2  200         3  a redirect         s  a redirect to the sign-in page
//	x  403         n  404                u  422: the form is refused with a sentence
//	o  409: the form is refused with a sentence
//
// Columns: signed out, learner, trainer, HR of Dezernat II, instructor of the apprentices, data-protection officer, administrator.
// A path with a unit has a line for each unit: own, sub, other, unknown.
var expected = []struct{ method, path, url, want string }{
	{get, "/assets/*", "/assets/nothing.js", "nnnnnnn"},
	{get, "/gesund", "/gesund", "2222222"},
	{get, "/.well-known/jwks.json", "/.well-known/jwks.json", "2222222"},
	{get, "/widerrufe", "/widerrufe", "nnnnnnn"},
	{get, "/widerrufe.jwt", "/widerrufe.jwt", "nnnnnnn"},
	{get, "/schluessel.pem", "/schluessel.pem", "2222222"},
	{get, "/schluessel/:key", "/schluessel/unbekannt", "nnnnnnn"},
	{get, "/anmelden", "/anmelden", "2333333"},
	{post, "/anmelden", "/anmelden?email=MAILBOX", "uuuuuuu"},
	{post, "/abmelden", "/abmelden", "3333333"},
	{post, "/sprache", "/sprache?sprache=de", "3333333"},
	{get, "/pruefen", "/pruefen", "2222222"},
	{post, "/pruefen", "/pruefen", "uuuuuuu"},
	{get, "/pruefen/:number", "/pruefen/LA-2026", "uuuuuuu"},
	{get, "/pruefen/:number/:code", "/pruefen/LA-2026/X", "uuuuuuu"},
	{get, "/nachweis/:token", "/nachweis/AAAAAAAAAAAAAAAAAAAAAA", "nnnnnnn"},
	{get, "/nachweis/:token/zertifikat.pdf", "/nachweis/AAAAAAAAAAAAAAAAAAAAAA/zertifikat.pdf", "nnnnnnn"},
	{get, "/impressum", "/impressum", "2222222"},
	{get, "/datenschutz", "/datenschutz", "2222222"},
	{get, "/barrierefreiheit", "/barrierefreiheit", "2222222"},
	{get, "/leichte-sprache", "/leichte-sprache", "2222222"},

	{get, "/", "/", "s222222"},
	{get, "/katalog", "/katalog", "s222222"},
	{get, "/glossar", "/glossar", "s222222"},
	{get, "/programme/:programme", "/programme/jaehrliche-unterweisung", "s222222"},
	{get, "/programme/:programme", "/programme/unbekannt", "snnnnnn"},
	{post, "/programme/:programme/zertifikat", "/programme/jaehrliche-unterweisung/zertifikat", "so3o3oo"},
	{post, "/programme/:programme/zertifikat", "/programme/unbekannt/zertifikat", "snnnnnn"},
	{get, "/module/:module", "/module/probe-nie", "s222222"},
	{post, "/module/:module/einschreibung", "/module/probe-nie/einschreibung", "s333333"},
	{get, "/module/:module/offen", "/module/probe-nie/offen", "s222222"},
	{get, "/module/:module/lektion/:lesson", "/module/probe-nie/lektion/eins", "s222222"},
	{post, "/module/:module/lektion/:lesson", "/module/probe-nie/lektion/eins", "s222222"},
	{post, "/module/:module/lektion/:lesson/gelesen", "/module/probe-nie/lektion/eins/gelesen", "s333333"},
	{get, "/module/:module/datei/:version/*", "/module/probe-nie/datei/000000000000/x.svg", "snnnnnn"},
	{get, "/module/:module/pruefung", "/module/probe-nie/pruefung", "s222222"},
	{post, "/module/:module/pruefung", "/module/probe-nie/pruefung", "s333333"},
	{get, "/pruefungen/:attempt", "/pruefungen/ATTEMPT", "s222222"},
	{post, "/pruefungen/:attempt", "/pruefungen/ATTEMPT", "s333333"},
	{post, "/pruefungen/:attempt/abgabe", "/pruefungen/ATTEMPT/abgabe", "s222222"},
	{get, "/pruefungen/:attempt/ergebnis", "/pruefungen/ATTEMPT/ergebnis", "s333333"},
	{get, "/zertifikate", "/zertifikate", "s222222"},
	{get, "/zertifikate/:number", "/zertifikate/LA-2026", "snnnnnn"},
	{post, "/zertifikate/:number/freigabe", "/zertifikate/LA-2026/freigabe", "snnnnnn"},
	{post, "/zertifikate/:number/freigabe/ende", "/zertifikate/LA-2026/freigabe/ende", "snnnnnn"},
	{get, "/zertifikate/nachweis/:year", "/zertifikate/nachweis/1999", "snnnnnn"},
	{get, "/meine-daten", "/meine-daten", "s222222"},

	{get, "/personal", "/personal", "sxx22xx"},
	{get, "/personal/:unit", "/personal/dez2", "sxx2nxx"},
	{get, "/personal/:unit", "/personal/meldestelle", "sxx2nxx"},
	{get, "/personal/:unit", "/personal/ausbildung", "sxxn2xx"},
	{get, "/personal/:unit", "/personal/stadt", "sxxnnxx"},
	{get, "/personal/:unit", "/personal/unbekannt", "sxxnnxx"},
	{get, "/personal/:unit/abschluesse.csv", "/personal/dez2/abschluesse.csv", "sxx2nxx"},
	{get, "/personal/:unit/abschluesse.csv", "/personal/meldestelle/abschluesse.csv", "sxx2nxx"},
	{get, "/personal/:unit/abschluesse.csv", "/personal/ausbildung/abschluesse.csv", "sxxn2xx"},
	{get, "/personal/:unit/abschluesse.csv", "/personal/stadt/abschluesse.csv", "sxxnnxx"},
	{get, "/personal/:unit/abschluesse.csv", "/personal/unbekannt/abschluesse.csv", "sxxnnxx"},

	{get, "/personal/:unit/zertifikate.zip", "/personal/dez2/zertifikate.zip", "sxx2xxx"},
	{get, "/personal/:unit/zertifikate.zip", "/personal/stadt/zertifikate.zip", "sxxnxxx"},
	{get, "/personal/:unit/zertifikate", "/personal/dez2/zertifikate", "sxx2xxx"},
	{get, "/personal/:unit/zertifikate", "/personal/meldestelle/zertifikate", "sxx2xxx"},
	{get, "/personal/:unit/zertifikate", "/personal/ausbildung/zertifikate", "sxxnxxx"},
	{get, "/personal/:unit/zertifikate", "/personal/stadt/zertifikate", "sxxnxxx"},
	{get, "/personal/:unit/zertifikate", "/personal/unbekannt/zertifikate", "sxxnxxx"},
	{get, "/personal/:unit/zertifikate/:number", "/personal/dez2/zertifikate/LA-2026", "sxxnxxx"},
	{post, "/personal/:unit/zertifikate/:number/widerruf", "/personal/dez2/zertifikate/LA-2026/widerruf", "sxxnxxx"},
	{post, "/personal/:unit/zertifikate/:number/berichtigung", "/personal/dez2/zertifikate/LA-2026/berichtigung", "sxxnxxx"},

	{get, "/verwaltung/zertifikat", "/verwaltung/zertifikat", "sxxxxx2"},

	{get, "/werkstatt", "/werkstatt", "sx2xxxx"},
	{get, "/werkstatt/:module", "/werkstatt/probe-nie", "sx2xxxx"},
	{get, "/werkstatt/:module/lektion/:lesson", "/werkstatt/probe-nie/lektion/eins", "sx2xxxx"},
	{post, "/werkstatt/:module/lektion/:lesson", "/werkstatt/probe-nie/lektion/eins", "sx2xxxx"},
	{get, "/werkstatt/:module/pruefung", "/werkstatt/probe-nie/pruefung", "sx2xxxx"},
	{get, "/werkstatt/:module/statistik", "/werkstatt/probe-nie/statistik", "sx2xxxx"},
	{get, "/werkstatt/:module/statistik", "/werkstatt/probe-teilnahme/statistik", "sxnxxxx"},
}

// code returns the letter of an answer.
func code(p *page) string {
	if p.status == http.StatusSeeOther && strings.HasPrefix(p.header.Get("Location"), "/anmelden") && p.path != "POST /abmelden" {
		return "s"
	}
	letters := map[int]string{200: "2", 303: "3", 403: "x", 404: "n", 409: "o", 422: "u"}
	if l := letters[p.status]; l != "" {
		return l
	}
	return http.StatusText(p.status)
}

func TestRoutes(t *testing.T) {
	s := newSite(t)
	listed := make(map[string]bool)
	for column, mailbox := range visitors {
		c := s.browser()
		attempt := "keiner"
		if mailbox != "" {
			c = s.signIn(mailbox)
		}
		for _, e := range expected {
			listed[e.method+" "+e.path] = true
			url := strings.NewReplacer("ATTEMPT", attempt, "MAILBOX", mailbox).Replace(e.url)
			var p *page
			if e.method == post {
				p = c.post(url)
			} else {
				p = c.get(url)
			}
			if got, want := code(p), string(e.want[column]); got != want {
				t.Errorf("%s %s by %q: %s (%d), want %s", e.method, url, mailbox, got, p.status, want)
			}
			if id, ok := strings.CutPrefix(p.header.Get("Location"), "/pruefungen/"); ok && e.path == "/module/:module/pruefung" {
				attempt = id
			}
			if e.path == "/abmelden" && mailbox != "" {
				c = s.signIn(mailbox)
			}
		}
	}
	for _, r := range routes {
		if !listed[r.method+" "+r.path] {
			t.Errorf("%s %s is not in the table of expected answers", r.method, r.path)
		}
	}
}

// TestRoutesWithoutToken sends every form as another site would: nothing of it may count.
func TestRoutesWithoutToken(t *testing.T) {
	s := newSite(t)
	stranger := s.signIn("trainer")
	forgeries := map[string]struct{ name, value, token string }{
		"no token":           {},
		"wrong token":        {token: "AAAA"},
		"stranger's token":   {token: stranger.formToken()},
		"foreign origin":     {"Origin", "https://evil.example", "own"},
		"origin that is odd": {"Origin", "http://%zz", "own"},
		"cross-site":         {"Sec-Fetch-Site", "cross-site", "own"},
		"same-site":          {"Sec-Fetch-Site", "same-site", "own"},
	}
	for _, mailbox := range []string{"", "lernen", "trainer"} {
		c := s.browser()
		if mailbox != "" {
			c = s.signIn(mailbox)
		}
		own := c.formToken()
		before := s.everything()
		for name, f := range forgeries {
			for _, e := range expected {
				if e.method != post {
					continue
				}
				c.header = http.Header{}
				if f.name != "" {
					c.header.Set(f.name, f.value)
				}
				c.token = f.token
				if f.token == "own" {
					c.token = own
				}
				p := c.post(e.url, fieldToken, c.token)
				// Who is not signed in is asked to, unless the browser tells of another site.
				if got := code(p); got != "x" && !(got == "s" && e.want[0] == 's' && f.name == "") {
					t.Errorf("%s by %q with %s: %s (%d), want 403", e.url, mailbox, name, got, p.status)
				}
			}
		}
		c.header = http.Header{}
		s.unchanged(before)
		if mailbox != "" {
			c.get("/").want(http.StatusOK) // still signed in
		}
	}
}
