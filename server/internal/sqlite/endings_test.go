package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"

	"lernamt/certs"
)

// Certificates that were issued before certificates could be ended are as they were, and can be ended.
func TestMigrationKeepsCertificates(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	c, err := dial(path, shared...)
	if err != nil {
		t.Fatal(err)
	}
	for n, step := range migrations[:2] {
		if err := c.script(fmt.Sprintf("%s; PRAGMA user_version = %d", step, n+1)); err != nil {
			t.Fatal(err)
		}
	}
	err = c.script(`INSERT INTO certificate VALUES ('LA-1', 'code', 'p', 's', 1, 'assessed', 'de', 'Ada', 'Titel', '1.0.0', 'hash', 45,
		'["a"]', '[]', '[]', 1000, 2000, 'Stadt', 'Ort', 'Amt', 3000, NULL, 'pdfhash', '1');
		INSERT INTO certificate_pdf VALUES ('LA-1', x'255044462d')`)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.close(); err != nil {
		t.Fatal(err)
	}
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	key := certs.Key{Person: "p", Subject: "s", Cycle: 1}
	got, err := db.Certs().ByKey(t.Context(), key)
	if err != nil || got.Number != "LA-1" || got.Holder != "Ada" || got.Objectives[0] != "a" || got.IssuedAt.UnixMilli() != 3000 || got.Ended != (certs.Ending{}) {
		t.Errorf("ByKey = %+v, %v", got, err)
	}
	if pdf, err := db.Certs().PDF(t.Context(), "LA-1"); string(pdf) != "%PDF-" {
		t.Errorf("PDF = %q, %v", pdf, err)
	}
	next := got
	next.Number, next.Edition = "LA-2", 1
	if _, err := db.Certs().Issue(t.Context(), next, []byte("%PDF")); err != nil {
		t.Errorf("a further edition: %v", err)
	}
	if got, err = db.Certs().End(t.Context(), "LA-1", certs.Ending{At: next.IssuedAt, Reason: certs.Corrected, By: "LA-2"}); err != nil || got.Ended.By != "LA-2" {
		t.Errorf("End = %+v, %v", got, err)
	}
}
