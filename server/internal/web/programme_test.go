package web

import (
	"strings"
	"testing"

	"lernamt/certs"
)

func TestProgrammeCertificate(t *testing.T) {
	s := newSite(t)
	account, err := s.db.People().Account(t.Context(), "demo-11")
	if err != nil {
		t.Fatal(err)
	}
	mailbox, _, _ := strings.Cut(account.Email, "@")
	c := s.signIn(mailbox)
	const path = "/programme/jaehrliche-unterweisung"
	before := c.get("/zertifikate").want(200)
	c.get(path).want(200).says("Zertifikat ausstellen").hides("Zertifikat als PDF")
	for range 2 {
		c.post(path + "/zertifikat").leads(path + "#zertifikat")
	}
	c.get(path).want(200).says("Zertifikat als PDF", "gültig").hides("Zertifikat ausstellen")
	list, err := s.db.Certs().Of(t.Context(), "demo-11")
	if err != nil {
		t.Fatal(err)
	}
	var found []certs.Certificate
	for _, cert := range list {
		if len(cert.Modules) > 0 {
			found = append(found, cert)
		}
	}
	if len(found) != 1 || found[0].Subject != "programm:jaehrliche-unterweisung" || len(found[0].Modules) != 2 {
		t.Fatalf("certificates of programmes: %+v", found)
	}
	number := string(found[0].Number)
	c.get("/zertifikate/" + number + ".pdf").want(200)
	c.get("/pruefen/"+number+"/"+found[0].Code).want(200).says("Echt und gültig", "Module des Programms", found[0].Modules[0].Title, found[0].Modules[1].Title)
	lead := func(p *page) string { _, rest, _ := strings.Cut(p.body, `class="lead">`); return rest[:60] }
	if after := c.get("/zertifikate").want(200).says(number); lead(after) != lead(before) {
		t.Errorf("the year counts %s, without the programme %s", lead(after), lead(before))
	}

	tim := s.signIn("tim.krueger") // has begun nothing
	tim.get(path).want(200).hides("Zertifikat ausstellen", "Zertifikat als PDF")
	tim.post(path + "/zertifikat").want(409)
}
