package web

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"lernamt/certs"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/people"
	"lernamt/static"
)

type unitCertificatesPage struct {
	static.Page
	Unit   people.Unit
	Number static.Field // to find one
	Lines  []unitCertificateLine
	Total  int
	File   string // address of all of them as an archive
	Pager  static.Pager
}

type unitCertificateLine struct {
	certs.Certificate
	Person people.Account
	Unit   string
	URL    string
	Badge  static.Badge
}

// unitCertificates serves GET /personal/:unit/zertifikate with ?nummer= and ?seite=: the certificates of the
// unit's people.
func (s *Server) unitCertificates(c *fiber.Ctx) error {
	unit, tree, role, err := s.scope(c, people.HR)
	if err != nil {
		return err
	}
	number := max(1, c.QueryInt("seite", 1))
	p := unitCertificatesPage{Page: s.page(c, "staff.certificates"), Unit: unit, File: unitPath(unit.ID) + archiveSuffix}
	p.Number = static.Field{ID: "nummer", Name: "nummer", Label: s.say(c, "verify.number"), Value: c.Query("nummer"), Filter: true}
	status := fiber.StatusOK
	if p.Number.Value != "" {
		n, err := certs.ParseNumber(p.Number.Value)
		if err == nil {
			return c.Redirect(certificatesPath(unit.ID)+"/"+string(n), fiber.StatusSeeOther)
		}
		p.Number.Error, status = s.say(c, "verify.malformed"), fiber.StatusUnprocessableEntity
	}
	s.crumbs(c, &p.Page, static.Link{URL: "/personal", Label: s.say(c, "staff.title")},
		static.Link{URL: unitPath(unit.ID), Label: unit.Name}, static.Link{Label: p.Title})
	from := (number - 1) * recordsOnPage
	var seen []string
	err = s.eachCertificate(c.UserContext(), tree.Below(unit.ID), func(a *people.Account, cert certs.Certificate) {
		if p.Total >= from && p.Total < from+recordsOnPage {
			of, _ := tree.Unit(a.Unit)
			p.Lines = append(p.Lines, unitCertificateLine{
				Certificate: cert, Person: *a, Unit: of.Name, URL: certificatesPath(unit.ID) + "/" + string(cert.Number),
				Badge: s.stateBadge(c, cert.State(s.Clock())),
			})
			if !slices.Contains(seen, string(a.ID)) {
				seen = append(seen, string(a.ID))
			}
		}
		p.Total++
	})
	if err != nil {
		return err
	}
	last := lastPage(p.Total)
	if number > last {
		return c.Redirect(certificatesPath(unit.ID)+"?seite="+strconv.Itoa(last), fiber.StatusSeeOther)
	}
	if err := s.noteLooks(c, role, audit.Viewed, "certificate", seen); err != nil {
		return err
	}
	p.Pager = s.pager(c, certificatesPath(unit.ID)+"?seite=", number, last)
	return s.render(c, status, "unit-certificates", &p)
}

// pager leads to the pages before and after; path is that of a page without its number.
func (s *Server) pager(c *fiber.Ctx, path string, number, last int) static.Pager {
	p := static.Pager{Label: s.say(c, "pager.label"), Text: s.say(c, "pager.text", "Page", number, "Last", last)}
	link := func(n int) static.Link {
		return static.Link{URL: path + strconv.Itoa(n), Label: s.say(c, "pager.page", "Page", n)}
	}
	if number > 1 {
		p.Prev = link(number - 1)
	}
	if number < last {
		p.Next = link(number + 1)
	}
	return p
}

// eachCertificate calls yield for each certificate of the people in the units, by name and then time of
// issue, reading people in pages so that its memory does not grow with their number.
func (s *Server) eachCertificate(ctx context.Context, units []people.UnitID, yield func(*people.Account, certs.Certificate)) error {
	const page = 500
	var after people.Cursor
	for {
		accounts, err := s.People.AccountsIn(ctx, units, after, page)
		if err != nil {
			return err
		}
		ids := make([]string, len(accounts))
		for i := range accounts {
			ids[i] = string(accounts[i].ID)
		}
		list, err := s.Flow.Certs.Store.Of(ctx, ids...)
		if err != nil {
			return err
		}
		of := make(map[string][]certs.Certificate)
		for _, cert := range list {
			of[cert.Person] = append(of[cert.Person], cert)
		}
		for i := range accounts {
			for _, cert := range of[ids[i]] {
				yield(&accounts[i], cert)
			}
		}
		if len(accounts) < page {
			return nil
		}
		end := accounts[len(accounts)-1]
		after = people.Cursor{SortKey: end.SortKey(), ID: end.ID}
	}
}

type unitCertificatePage struct {
	static.Page
	Cert    certs.Certificate
	Badge   static.Badge
	Why     string // message key: why it was ended, empty if it was not
	URL     string // of this page, below which the forms are
	Name    string // that the person has now
	Reason  static.Field
	Problem static.Alert
}

// unitCertificate serves GET /personal/:unit/zertifikate/:number: one certificate, with forms to revoke
// it and to correct the name on it.
func (s *Server) unitCertificate(c *fiber.Ctx) error {
	p, role, err := s.staffCertificate(c)
	if err != nil {
		return err
	}
	return s.renderUnitCertificate(c, fiber.StatusOK, role, p)
}

// staffCertificate returns the page of the certificate that the path names, if its holder belongs to the
// unit that the path names; others do not exist.
func (s *Server) staffCertificate(c *fiber.Ctx) (*unitCertificatePage, people.Role, error) {
	unit, tree, role, err := s.scope(c, people.HR)
	if err != nil {
		return nil, "", err
	}
	number, err := certs.ParseNumber(c.Params("number"))
	if err != nil {
		return nil, "", certs.ErrNotFound
	}
	cert, err := s.Flow.Certs.Store.ByNumber(c.UserContext(), number)
	if err != nil {
		return nil, "", err
	}
	account, err := s.People.Account(c.UserContext(), people.AccountID(cert.Person))
	if err != nil {
		return nil, "", err
	}
	if !slices.Contains(tree.Below(unit.ID), account.Unit) {
		return nil, "", certs.ErrNotFound
	}
	p := &unitCertificatePage{
		Page: s.titled(c, cert.Title), Cert: cert, Badge: s.stateBadge(c, cert.State(s.Clock())),
		URL: certificatesPath(unit.ID) + "/" + string(number), Name: account.Name(),
	}
	if !cert.Ended.At.IsZero() {
		p.Why = "reason." + string(cert.Ended.Reason)
	}
	choices := []static.Choice{{Label: s.say(c, "staff.choose_reason")}}
	for _, r := range certs.RevocationReasons {
		choices = append(choices, static.Choice{Value: string(r), Label: s.say(c, "reason."+string(r)+"_choice")})
	}
	p.Reason = static.Field{ID: "grund", Name: "grund", Label: s.say(c, "staff.reason"), Hint: s.say(c, "staff.reason_hint"), Choices: choices}
	s.crumbs(c, &p.Page, static.Link{URL: "/personal", Label: s.say(c, "staff.title")}, static.Link{URL: unitPath(unit.ID), Label: unit.Name},
		static.Link{URL: certificatesPath(unit.ID), Label: s.say(c, "staff.certificates")}, static.Link{Label: string(number)})
	return p, role, nil
}

// renderUnitCertificate shows the certificate and records that it was seen.
func (s *Server) renderUnitCertificate(c *fiber.Ctx, status int, role people.Role, p *unitCertificatePage) error {
	if err := s.noteLooks(c, role, audit.Viewed, "certificate", []string{p.Cert.Person}); err != nil {
		return err
	}
	return s.render(c, status, "unit-certificate", p)
}

// revokeCertificate serves POST /personal/:unit/zertifikate/:number/widerruf.
func (s *Server) revokeCertificate(c *fiber.Ctx) error {
	p, role, err := s.staffCertificate(c)
	if err != nil {
		return err
	}
	reason := certs.Reason(c.FormValue("grund"))
	if !slices.Contains(certs.RevocationReasons, reason) {
		p.Reason.Error = s.say(c, "staff.no_reason")
		return s.renderUnitCertificate(c, fiber.StatusUnprocessableEntity, role, p)
	}
	if err := s.noteLooks(c, role, audit.Changed, "certificate", []string{p.Cert.Person}); err != nil {
		return err
	}
	_, err = s.Flow.Certs.Revoke(c.UserContext(), p.Cert.Number, reason)
	if err != nil && !errors.Is(err, certs.ErrEnded) { // the page shows who was first
		return err
	}
	return c.Redirect(p.URL, fiber.StatusSeeOther)
}

// correctCertificate serves POST /personal/:unit/zertifikate/:number/berichtigung: a new certificate in the
// name that the person has now supersedes this one.
func (s *Server) correctCertificate(c *fiber.Ctx) error {
	p, role, err := s.staffCertificate(c)
	if err != nil {
		return err
	}
	if p.Name == p.Cert.Holder {
		return c.Redirect(p.URL, fiber.StatusSeeOther)
	}
	if err := s.noteLooks(c, role, audit.Changed, "certificate", []string{p.Cert.Person}); err != nil {
		return err
	}
	corrected, err := s.Flow.Certs.Reissue(c.UserContext(), p.Cert.Number, p.Name)
	var glyph *certs.GlyphError
	switch {
	case errors.As(err, &glyph):
		p.Problem = static.Alert{Kind: "danger", Title: s.say(c, "staff.glyph"), Text: s.say(c, "staff.glyph_text")}
		return s.renderUnitCertificate(c, fiber.StatusUnprocessableEntity, role, p)
	case errors.Is(err, certs.ErrEnded):
		return c.Redirect(p.URL, fiber.StatusSeeOther)
	case err != nil:
		return err
	}
	return c.Redirect(certificatesPath(people.UnitID(c.Params("unit")))+"/"+string(corrected.Number), fiber.StatusSeeOther)
}

func certificatesPath(unit people.UnitID) string { return unitPath(unit) + "/zertifikate" }
