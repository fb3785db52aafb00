package web

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"testing"

	"lernamt/certs"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/people"
)

func TestArchive(t *testing.T) {
	s := newSite(t)
	inside, outside := s.insideAndOutside("dez2")
	hr := s.signIn("personal")
	hr.get("/personal/dez2/zertifikate").want(200).says("Alle als ZIP-Datei")
	p := hr.get("/personal/dez2/zertifikate.zip").want(200)
	files := unzip(t, p.body)
	pdf, err := s.db.Certs().PDF(t.Context(), inside.Number)
	if err != nil || files[string(inside.Number)+".pdf"] != string(pdf) {
		t.Errorf("the archive holds %d bytes for %s, %v, want the frozen %d", len(files[string(inside.Number)+".pdf"]), inside.Number, err, len(pdf))
	}
	if _, ok := files[string(outside.Number)+".pdf"]; ok {
		t.Error("the archive holds a certificate of another unit")
	}
	list := csv.NewReader(strings.NewReader(strings.TrimPrefix(files["liste.csv"], "\ufeff")))
	list.Comma = ';'
	rows, err := list.ReadAll()
	if err != nil || len(rows) != len(files) {
		t.Fatalf("the list has %d rows, %v, for %d files: one for its head and one for each certificate", len(rows), err, len(files))
	}
	at := slices.IndexFunc(rows, func(row []string) bool { return row[0] == string(inside.Number) })
	if at < 0 || !strings.Contains(inside.Holder, rows[at][1]) || rows[at][4] != inside.Title {
		t.Errorf("the list says %q of %s", rows[max(at, 0)], inside.Number)
	}
	entries, err := s.db.Audit().About(t.Context(), inside.Person, "", 10)
	if err != nil || !slices.ContainsFunc(entries, func(e audit.Entry) bool { return e.Action == audit.Exported && e.Object == "certificate" }) {
		t.Errorf("the record says %+v, %v", entries, err)
	}
}

func unzip(t *testing.T, body string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	return files
}

// An archive that could not be finished cannot be mistaken for one that was.
func TestArchiveCutOff(t *testing.T) {
	s := newSite(t)
	s.insideAndOutside("dez2")
	s.Flow.Certs.Store = withoutPDFs{s.Flow.Certs.Store}
	hr := s.signIn("personal")
	p := hr.get("/personal/dez2/zertifikate.zip")
	if _, err := zip.NewReader(strings.NewReader(p.body), int64(len(p.body))); err == nil {
		t.Error("half an archive opens")
	}
	if len(s.log.lines("archive of certificates failed")) != 1 {
		t.Error("the failure is not logged once")
	}
}

type withoutPDFs struct{ certs.Store }

func (withoutPDFs) PDF(_ context.Context, n certs.Number) ([]byte, error) {
	return nil, people.ErrNotFound
}
