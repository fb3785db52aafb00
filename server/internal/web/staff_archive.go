package web

import (
	"archive/zip"
	"bufio"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"lernamt/certs"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/people"
)

// archiveTimeout bounds how long an archive may take to be sent: 10,000 certificates are 500 MB.
const archiveTimeout = 30 * time.Minute

// archiveSuffix ends the paths of archives.
const archiveSuffix = "/zertifikate.zip"

// certificatesArchive serves GET /personal/:unit/zertifikate.zip: the PDFs of the unit's people with a list of
// them. It is sent while it is made, so its size needs no memory; if that fails in between, the
// archive has no end and no program opens it.
func (s *Server) certificatesArchive(c *fiber.Ctx) error {
	unit, tree, role, err := s.scope(c, people.HR)
	if err != nil {
		return err
	}
	a := archive{server: s, tree: tree, units: tree.Below(unit.ID)}
	for _, key := range []string{"certificates.number", "staff.family", "staff.given", "staff.unit", "staff.module", "staff.state", "verify.issued", "verify.until"} {
		a.head = append(a.head, s.say(c, key))
	}
	a.states = make(map[certs.State]string)
	for _, st := range []certs.State{certs.Valid, certs.Expired, certs.Revoked, certs.Superseded} {
		a.states[st] = s.say(c, "certificate."+string(st))
	}
	var seen []string
	err = s.eachCertificate(c.UserContext(), a.units, func(account *people.Account, _ certs.Certificate) {
		if id := string(account.ID); len(seen) == 0 || seen[len(seen)-1] != id {
			seen = append(seen, id)
		}
	})
	if err != nil {
		return err
	}
	slices.Sort(seen)
	if err := s.noteLooks(c, role, audit.Exported, "certificate", seen); err != nil {
		return err
	}
	request := c.Locals(localRequest)
	c.Locals(localPlain, true) // PDFs are compressed
	c.Set(fiber.HeaderContentType, "application/zip")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="zertifikate.zip"`)
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		ctx, cancel := context.WithTimeout(context.Background(), archiveTimeout) // that of the request ends with the handler
		defer cancel()
		if err := a.write(ctx, w); err != nil {
			s.Log.Error("archive of certificates failed", "request", request, "error", err)
		}
	})
	return nil
}

// An archive is a ZIP of certificates being made.
type archive struct {
	server *Server
	tree   *people.Tree
	units  []people.UnitID
	head   []string // of the list
	states map[certs.State]string
}

// write writes the PDFs and then the list: what is not in the list is not there.
func (a *archive) write(ctx context.Context, w io.Writer) error {
	z := zip.NewWriter(w)
	rows := [][]string{a.head}
	var failed error
	err := a.server.eachCertificate(ctx, a.units, func(account *people.Account, c certs.Certificate) {
		if failed == nil {
			failed = a.add(ctx, z, c)
		}
		rows = append(rows, a.row(account, &c))
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return err
	}
	f, err := z.Create("liste.csv")
	if err != nil {
		return err
	}
	if _, err := io.WriteString(f, "\ufeff"); err != nil {
		return err
	}
	list := csv.NewWriter(f)
	list.Comma, list.UseCRLF = ';', true
	if err := list.WriteAll(rows); err != nil {
		return err
	}
	return z.Close()
}

// add adds the PDF as it is.
func (a *archive) add(ctx context.Context, z *zip.Writer, c certs.Certificate) error {
	pdf, err := a.server.Flow.Certs.Store.PDF(ctx, c.Number)
	if err != nil {
		return err
	}
	f, err := z.CreateHeader(&zip.FileHeader{Name: string(c.Number) + ".pdf", Method: zip.Store, Modified: c.IssuedAt})
	if err != nil {
		return err
	}
	_, err = f.Write(pdf)
	return err
}

func (a *archive) row(account *people.Account, c *certs.Certificate) []string {
	unit, _ := a.tree.Unit(account.Unit)
	until := ""
	if !c.ValidUntil.IsZero() {
		until = isoDate(c.ValidUntil.Add(-time.Millisecond))
	}
	return []string{
		string(c.Number), plainCell(account.Family), plainCell(account.Given), plainCell(unit.Name), plainCell(c.Title),
		a.states[c.State(a.server.Clock())], isoDate(c.IssuedAt), until,
	}
}
