package certstest

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"lernamt/certs"
)

func testTimes(t *testing.T, s certs.Store) {
	berlin := time.FixedZone("CEST", 2*60*60)
	c, pdf := Sample(1)
	c.From = time.Date(2026, time.July, 1, 0, 30, 0, 999_999_999, berlin)
	c.Until = time.Date(1969, time.December, 31, 23, 59, 59, 1e6, time.UTC)
	c.IssuedAt = time.Date(2026, time.July, 2, 9, 0, 0, 123_456_789, berlin)
	c.ValidUntil = time.Time{} // unlimited
	issued := issue(t, s, c, pdf)

	want := c
	want.From = time.Date(2026, time.June, 30, 22, 30, 0, 999e6, time.UTC)
	want.IssuedAt = time.Date(2026, time.July, 2, 7, 0, 0, 123e6, time.UTC)
	wantSame(t, "Issue", issued, want, nil)
	wantStored(t, s, want, pdf)
	again, err := s.ByKey(t.Context(), c.Key)
	if err != nil || !again.ValidUntil.IsZero() {
		t.Errorf("ValidUntil = %v, %v, want the zero time", again.ValidUntil, err)
	}
}

func testText(t *testing.T, s certs.Store) {
	const nfc, nfd = "J\u00f6rg", "Jo\u0308rg"
	names := []string{
		nfc, nfd, "jörg", "JÖRG", "  Anna  ", "Łukasz Żółć", "C̣̆ağla Şt̂ark", "Ελένη Παπαδοπούλου", "Александра Щербина",
		"O'Neill; DROP TABLE x--", `"quoted" \ back`, "$where.a", "<b>&amp;", "Zeile\nzwei", "👩‍💻", "ǅ",
	}
	for i, name := range names {
		c, pdf := Sample(i)
		c.Person, c.Holder, c.Title = name, name, name
		c.Objectives = []string{name, "", name}
		wantSame(t, fmt.Sprintf("Issue(%q)", name), issue(t, s, c, pdf), c, nil)
	}
	for i, name := range names {
		c, pdf := Sample(i)
		c.Person, c.Holder, c.Title = name, name, name
		c.Objectives = []string{name, "", name}
		wantStored(t, s, c, pdf)
		if all, err := s.Of(t.Context(), name); err != nil || len(all) != 1 {
			t.Errorf("Of(%q) = %d certificates, %v, want 1", name, len(all), err)
		}
	}
}

func testEmpty(t *testing.T, s certs.Store) {
	c := certs.Certificate{Number: "LA-EMPTY", Key: certs.Key{Person: "p", Subject: "s"}}
	wantSame(t, "Issue", issue(t, s, c, nil), c, nil)
	wantStored(t, s, c, nil)
	c = certs.Certificate{Number: "LA-EMPTY-2", Key: certs.Key{Person: "p", Subject: "s", Cycle: 1}}
	c.Objectives, c.Competences, c.LegalBases = []string{}, []string{""}, []string{"", ""}
	issue(t, s, c, []byte{})
	wantStored(t, s, c, nil)
}

func testPDF(t *testing.T, s certs.Store) {
	big := make([]byte, 700_000)
	for i := range big {
		big[i] = byte(i * 7 >> (i % 5))
	}
	c, _ := Sample(1)
	pdf := bytes.Clone(big)
	issue(t, s, c, pdf)
	clear(pdf) // the caller may use its slice again
	got, err := s.PDF(t.Context(), c.Number)
	if err != nil || !bytes.Equal(got, big) {
		t.Fatalf("PDF = %d bytes, %v, want the %d bytes that were issued", len(got), err, len(big))
	}
	clear(got)
	if got, err := s.PDF(t.Context(), c.Number); err != nil || !bytes.Equal(got, big) {
		t.Errorf("PDF(after its result was changed) = %d bytes, %v, want the frozen ones", len(got), err)
	}
}

func testIsolation(t *testing.T, s certs.Store) {
	want, pdf := Sample(1)
	c, _ := Sample(1)
	results := []certs.Certificate{c, issue(t, s, c, pdf)}
	byKey, _ := s.ByKey(t.Context(), c.Key)
	byNumber, _ := s.ByNumber(t.Context(), c.Number)
	of, _ := s.Of(t.Context(), c.Person)
	again := issue(t, s, c, pdf)
	results = append(append(results, byKey, byNumber, again), of...)
	for _, r := range results {
		for _, slice := range [][]string{r.Objectives, r.Competences, r.LegalBases} {
			for i := range slice {
				slice[i] = "changed"
			}
		}
		wantStored(t, s, want, pdf)
	}
}

func testModules(t *testing.T, s, to certs.Store) {
	c, pdf := Sample(1)
	c.Subject = "programm:ausbildung-jahr-1"
	c.Modules = []certs.Part{{Title: "Zweites \"Modul\"", Minutes: 75}, {Title: "Erstes Modul – äöü", Minutes: 0}, {Title: "", Minutes: 1}}
	wantSame(t, "Issue", issue(t, s, c, pdf), c, nil)
	wantStored(t, s, c, pdf)
	all, _ := s.Of(t.Context(), c.Person)
	all[0].Modules[0].Title = "changed"
	wantStored(t, s, c, pdf)
	list, err := s.Export(t.Context(), "", 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("Export = %d entries, %v", len(list), err)
	}
	for range 2 {
		importEntries(t, to, list...)
	}
	wantStored(t, to, c, pdf)
}
