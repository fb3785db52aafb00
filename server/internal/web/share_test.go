package web

import (
	"bytes"
	"strings"
	"testing"

	"lernamt/certs"
)

func TestShare(t *testing.T) {
	s := newSite(t)
	mine, pdf := s.certified()
	account, err := s.db.People().Account(t.Context(), "demo-11")
	if err != nil {
		t.Fatal(err)
	}
	mailbox, _, _ := strings.Cut(account.Email, "@")
	holder, stranger, other := s.signIn(mailbox), s.browser(), s.signIn("lernen")
	path := "/zertifikate/" + string(mine.Number) + "/freigabe"
	link := func() string {
		t.Helper()
		c, err := s.db.Certs().ByNumber(t.Context(), mine.Number)
		if err != nil {
			t.Fatal(err)
		}
		return c.Link
	}

	other.post(path).want(404)
	if link() != "" {
		t.Fatal("somebody else has switched the link on")
	}
	holder.get("/zertifikate").want(200).says("Link einschalten").hides("Link abschalten", `href="/nachweis/`)
	holder.post(path).leads("/zertifikate#" + string(mine.Number))
	first := link()
	holder.get("/zertifikate").want(200).says("Link abschalten", s.Config.URL.JoinPath("nachweis", first).String())
	holder.post(path).want(303)
	if link() != first {
		t.Error("switching on twice has changed the link")
	}

	p := stranger.get("/nachweis/"+first).want(200).says("Echt und gültig", mine.Holder, mine.Title, string(mine.Number), "PDF-Datei laden").hides(mine.Code)
	if p.header.Get("X-Robots-Tag") != "noindex, nofollow" || p.header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v let others keep the page", p.header)
	}
	file := stranger.get("/nachweis/" + first + "/zertifikat.pdf").want(200)
	if !bytes.Equal([]byte(file.body), pdf) || file.header.Get("Content-Type") != "application/pdf" {
		t.Errorf("the PDF behind the link has %d bytes, want the %d that were issued", len(file.body), len(pdf))
	}
	for _, wrong := range []string{strings.ToLower(first), first[:21], first + "A", "%20", "%24ne"} {
		stranger.get("/nachweis/" + wrong).want(404).hides(mine.Holder)
	}
	stranger.header.Set("Accept-Language", "en")
	stranger.get("/nachweis/"+first).want(200).says("Genuine and valid", "Download the PDF file")
	stranger.header.Del("Accept-Language")

	other.post(path + "/ende").want(404)
	stranger.get("/nachweis/" + first).want(200)
	holder.post(path + "/ende").leads("/zertifikate#" + string(mine.Number))
	stranger.get("/nachweis/"+first).want(404).hides(mine.Holder, mine.Title)
	stranger.get("/nachweis/" + first + "/zertifikat.pdf").want(404)

	holder.post(path).want(303)
	if link() == first || link() == "" {
		t.Errorf("switched on again: link %q after %q, want another", link(), first)
	}
	if _, err := s.Flow.Certs.Revoke(t.Context(), mine.Number, certs.Deception); err != nil {
		t.Fatal(err)
	}
	stranger.get("/nachweis/" + link()).want(200).says("Widerrufen").hides("Echt und gültig")
	holder.post(path + "/ende").want(303)
	holder.post(path).want(303)
	if link() != "" {
		t.Error("a revoked certificate has a link again")
	}
	if entries, err := s.Audit.About(t.Context(), "demo-11", "", 10); err != nil || len(entries) != 0 {
		t.Errorf("the holder's own acts are in the record: %v, %v", entries, err)
	}
}
