package web

import (
	"context"
	"testing"

	"lernamt/certs"
	"lernamt/server/internal/people"
)

// insideAndOutside returns a certificate of somebody below the unit, and one of somebody elsewhere.
func (s *site) insideAndOutside(unit people.UnitID) (inside, outside certs.Certificate) {
	s.t.Helper()
	units, err := s.db.People().Units(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	tree := people.NewTree(units)
	var all []people.UnitID
	for _, u := range units {
		all = append(all, u.ID)
	}
	within := make(map[people.UnitID]bool)
	for _, id := range tree.Below(unit) {
		within[id] = true
	}
	err = s.eachCertificate(s.t.Context(), all, func(a *people.Account, c certs.Certificate) {
		if within[a.Unit] {
			inside = c
		} else {
			outside = c
		}
	})
	if err != nil || inside.Number == "" || outside.Number == "" {
		s.t.Fatalf("no certificates in and outside of %s: %v", unit, err)
	}
	return inside, outside
}

func TestStaffRevokes(t *testing.T) {
	s := newSite(t)
	inside, outside := s.insideAndOutside("dez2")
	hr := s.signIn("personal")
	list := "/personal/dez2/zertifikate"
	hr.get("/personal/dez2").want(200).says("Zertifikate")
	hr.get(list).want(200).says(string(inside.Number), inside.Title).hides(string(outside.Number), outside.Code, inside.Code)
	hr.get(list + "?nummer=" + string(inside.Number)).leads(list + "/" + string(inside.Number))
	hr.get(list + "?nummer=LA-1").want(422).says("keine gültige Nummer")
	hr.get(list + "?seite=99").leads(list + "?seite=1")
	for _, what := range []string{"", "/widerruf", "/berichtigung"} {
		path := list + "/" + string(outside.Number) + what
		if what == "" {
			hr.get(path).want(404)
		} else {
			hr.post(path, "grund", "mistake").want(404)
		}
	}
	path := list + "/" + string(inside.Number)
	hr.get(path).want(200).says(inside.Holder, "Zertifikat widerrufen").hides("Namen berichtigen")
	hr.post(path+"/widerruf", "grund", "corrected").want(422).says("Bitte wählen Sie einen Grund.")
	hr.post(path + "/berichtigung").leads(path) // there is nothing to correct
	hr.post(path+"/widerruf", "grund", "deception").leads(path)
	hr.get(path).want(200).says("widerrufen", "Täuschung").hides("Endgültig widerrufen")
	hr.post(path+"/widerruf", "grund", "mistake").leads(path)
	hr.get(path).says("Täuschung")

	kept, err := s.db.Certs().ByNumber(t.Context(), outside.Number)
	if err != nil || !kept.Ended.At.IsZero() {
		t.Errorf("another unit's certificate is ended: %+v, %v", kept.Ended, err)
	}
	person := s.signIn(s.mailbox(inside.Person))
	person.get("/zertifikate").want(200).says("widerrufen", "Täuschung")
	person.get("/meine-daten").want(200).says("geändert: ein Zertifikat")
}

func TestStaffCorrects(t *testing.T) {
	renamed := &renaming{}
	s := newSite(t, func(srv *Server) { renamed.Store, srv.People = srv.People, renamed })
	inside, _ := s.insideAndOutside("dez2")
	renamed.id = people.AccountID(inside.Person)
	hr := s.signIn("personal")
	path := "/personal/dez2/zertifikate/" + string(inside.Number)

	renamed.family = "☃"
	hr.get(path).want(200).says("Namen berichtigen", "☃")
	hr.post(path + "/berichtigung").want(422).says("das wir nicht drucken können")
	renamed.family = "Neuer-Name"
	p := hr.post(path + "/berichtigung").want(303)
	second := p.header.Get("Location")
	if second == path {
		t.Fatal("nothing was issued")
	}
	hr.get(second).want(200).says("Neuer-Name", "gültig").hides("Namen berichtigen")
	hr.get(path).want(200).says("ersetzt", "Es gibt ein berichtigtes Zertifikat.").hides("Endgültig widerrufen")
	hr.post(path + "/berichtigung").leads(path)
}

// A renaming shows one account under another family name.
type renaming struct {
	people.Store
	id     people.AccountID
	family string
}

func (r *renaming) Account(ctx context.Context, id people.AccountID) (people.Account, error) {
	a, err := r.Store.Account(ctx, id)
	if id == r.id {
		a.Family = r.family
	}
	return a, err
}
