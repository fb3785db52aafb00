package sqlite

import (
	"context"
	"errors"
	"fmt"

	"lernamt/certs"
)

type ledger struct{ db *DB }

const (
	certificateColumns = `number, code, person, subject, cycle, kind, language, holder, title, version, content_hash, minutes,
		objectives, competences, legal_bases, began, ended, issuer_name, issuer_place, responsible, issued, valid_until, pdf_hash, template,
		edition, revoked, reason, successor, link, modules`
	selectCertificate = "SELECT " + certificateColumns + " FROM certificate "
	insertCertificate = "INSERT INTO certificate (" + certificateColumns + `)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
)

func scanCertificate(r row) (certs.Certificate, error) {
	c := certs.Certificate{
		Number: certs.Number(r.text(0)), Code: r.text(1),
		Key:  certs.Key{Person: r.text(2), Subject: r.text(3), Cycle: r.int(4), Edition: r.int(24)},
		Kind: certs.Kind(r.text(5)), Language: r.text(6), Holder: r.text(7),
		Achievement: certs.Achievement{
			Title: r.text(8), Version: r.text(9), ContentHash: r.text(10), Minutes: r.int(11), From: r.time(15), Until: r.time(16),
		},
		IssuerName: r.text(17), IssuerPlace: r.text(18), Responsible: r.text(19),
		IssuedAt: r.time(20), ValidUntil: r.time(21), PDFHash: r.text(22), Template: r.text(23),
		Ended: certs.Ending{At: r.time(25), Reason: certs.Reason(r.text(26)), By: certs.Number(r.text(27))},
		Link:  r.text(28),
	}
	err := errors.Join(decode(r.text(12), &c.Objectives), decode(r.text(13), &c.Competences), decode(r.text(14), &c.LegalBases), decode(r.text(29), &c.Modules))
	if err != nil {
		return c, fmt.Errorf("certificate %s: %w", c.Number, err)
	}
	return c, nil
}

// certificateValues returns the certificate's columns in the order of certificateColumns.
func certificateValues(c certs.Certificate) ([]any, error) {
	objectives, err1 := array(c.Objectives)
	competences, err2 := array(c.Competences)
	bases, err3 := array(c.LegalBases)
	modules, err4 := array(c.Modules)
	return []any{
		c.Number, c.Code, c.Person, c.Subject, c.Cycle, c.Kind, c.Language, c.Holder, c.Title, c.Version, c.ContentHash, c.Minutes,
		objectives, competences, bases, c.From, c.Until, c.IssuerName, c.IssuerPlace, c.Responsible, c.IssuedAt, c.ValidUntil,
		c.PDFHash, c.Template, c.Edition, c.Ended.At, c.Ended.Reason, c.Ended.By, c.Link, modules,
	}, errors.Join(err1, err2, err3, err4)
}

func certificateOf(c *conn, k certs.Key) (certs.Certificate, error) {
	return one(c, fmt.Errorf("certificate for %v: %w", k, certs.ErrNotFound), scanCertificate,
		selectCertificate+"WHERE person = ? AND subject = ? AND cycle = ? AND edition = ?", k.Person, k.Subject, k.Cycle, k.Edition)
}

// Issue implements [certs.Store].
func (s ledger) Issue(ctx context.Context, issued certs.Certificate, pdf []byte) (there certs.Certificate, err error) {
	values, err := certificateValues(issued)
	if err != nil {
		return there, err
	}
	err = s.db.write(ctx, func(c *conn) (err error) {
		there, err = certificateOf(c, issued.Key)
		if !errors.Is(err, certs.ErrNotFound) {
			return err
		}
		if _, err := c.exec(insertCertificate, values...); err != nil {
			return fmt.Errorf("certificate %s: %w", issued.Number, err)
		}
		// No bytes would be bound as NULL.
		if _, err := c.exec("INSERT INTO certificate_pdf (number, pdf) VALUES (?, coalesce(?, x''))", issued.Number, pdf); err != nil {
			return fmt.Errorf("PDF of certificate %s: %w", issued.Number, err)
		}
		there, err = certificateOf(c, issued.Key)
		return err
	})
	if err != nil {
		return certs.Certificate{}, err
	}
	return there, nil
}

// ByKey implements [certs.Store].
func (s ledger) ByKey(ctx context.Context, k certs.Key) (found certs.Certificate, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		found, err = certificateOf(c, k)
		return err
	})
	return found, err
}

// ByNumber implements [certs.Store].
func (s ledger) ByNumber(ctx context.Context, n certs.Number) (found certs.Certificate, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		found, err = certificateNumbered(c, n)
		return err
	})
	return found, err
}

func certificateNumbered(c *conn, n certs.Number) (certs.Certificate, error) {
	missing := fmt.Errorf("certificate %s: %w", n, certs.ErrNotFound)
	return one(c, missing, scanCertificate, selectCertificate+"WHERE number = ?", n)
}

// End implements [certs.Store].
func (s ledger) End(ctx context.Context, n certs.Number, e certs.Ending) (found certs.Certificate, err error) {
	err = s.db.write(ctx, func(c *conn) (err error) {
		_, err = c.exec("UPDATE certificate SET revoked = ?, reason = ?, successor = ? WHERE number = ? AND revoked IS NULL", e.At, e.Reason, e.By, n)
		if err != nil {
			return err
		}
		found, err = certificateNumbered(c, n)
		return err
	})
	return found, err
}

// Ended implements [certs.Store].
func (s ledger) Ended(ctx context.Context) (list []certs.Certificate, err error) {
	err = s.db.read(ctx, func(c *conn) (err error) {
		list, err = all(ctx, c, scanCertificate, selectCertificate+"WHERE revoked IS NOT NULL ORDER BY revoked, number")
		return err
	})
	return list, err
}

// SetLink implements [certs.Store].
func (s ledger) SetLink(ctx context.Context, n certs.Number, link string) (found certs.Certificate, err error) {
	err = s.db.write(ctx, func(c *conn) (err error) {
		if _, err := c.exec("UPDATE certificate SET link = ? WHERE number = ?", link, n); err != nil {
			return err
		}
		found, err = certificateNumbered(c, n)
		return err
	})
	return found, err
}

// ByLink implements [certs.Store].
func (s ledger) ByLink(ctx context.Context, link string) (found certs.Certificate, err error) {
	missing := fmt.Errorf("certificate by link: %w", certs.ErrNotFound)
	err = s.db.read(ctx, func(c *conn) (err error) {
		found, err = one(c, missing, scanCertificate, selectCertificate+"WHERE link = ? AND link <> ''", link)
		return err
	})
	return found, err
}

// PDF implements [certs.Store].
func (s ledger) PDF(ctx context.Context, n certs.Number) (pdf []byte, err error) {
	missing := fmt.Errorf("PDF of certificate %s: %w", n, certs.ErrNotFound)
	err = s.db.read(ctx, func(c *conn) (err error) {
		pdf, err = one(c, missing, func(r row) ([]byte, error) { return r.bytes(0), nil }, "SELECT pdf FROM certificate_pdf WHERE number = ?", n)
		return err
	})
	return pdf, err
}

// Of implements [certs.Store].
func (s ledger) Of(ctx context.Context, people ...string) (list []certs.Certificate, err error) {
	if len(people) > certs.MaxPeople {
		return nil, fmt.Errorf("certificates of %d people: at most %d at once", len(people), certs.MaxPeople)
	}
	asked, err := array(people)
	if err != nil {
		return nil, err
	}
	err = s.db.read(ctx, func(c *conn) (err error) {
		list, err = all(ctx, c, scanCertificate, selectCertificate+"WHERE person IN (SELECT value FROM json_each(?)) ORDER BY person, issued, number", asked)
		return err
	})
	return list, err
}
