package backup_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"lernamt/certs"
	"lernamt/certs/certstest"
	"lernamt/server/internal/backup"
)

// reissuing is a store in which two certificates are corrected while certificates are read: the new number of one has been
// passed by then, that of the other is still to come.
type reissuing struct {
	backup.Store
	t     *testing.T
	pages int
}

type reissuingCerts struct {
	certs.Store
	*reissuing
}

func (r *reissuing) Certs() certs.Store { return reissuingCerts{r.Store.Certs(), r} }

func (r reissuingCerts) Export(ctx context.Context, after certs.Number, limit int) ([]certs.Entry, error) {
	if r.pages++; r.pages == 2 {
		correct(r.t, r.Store, 120, "LA-2026-0000-00")
		correct(r.t, r.Store, 121, "LA-2026-ZZZZ-B")
	}
	return r.Store.Export(ctx, after, limit)
}

func correct(t *testing.T, s certs.Store, i int, number certs.Number) {
	t.Helper()
	old, pdf := certstest.Sample(i)
	c := old
	c.Number, c.Edition = number, 1
	_, err := s.Issue(t.Context(), c, pdf)
	must(t, err)
	_, err = s.End(t.Context(), old.Number, certs.Ending{At: noon, Reason: certs.Corrected, By: number})
	must(t, err)
}

// TestReissuedMeanwhile wants that no certificate of the backup is superseded by one that is not in it.
func TestReissuedMeanwhile(t *testing.T) {
	s := openSQLite(t)
	for i := range 130 {
		c, pdf := certstest.Sample(i)
		_, err := s.Certs().Issue(t.Context(), c, pdf)
		must(t, err)
	}
	correct(t, s.Certs(), 125, "LA-2026-0000-0") // before the backup began
	var file bytes.Buffer
	_, err := backup.Write(t.Context(), &reissuing{Store: s, t: t}, &file, backup.Header{}, quiet)
	must(t, err)
	text := unpack(t, file.Bytes())
	for number, want := range map[string]int{"LA-2026-0000-0": 2, "LA-2026-0000-00": 0, "LA-2026-ZZZZ-B": 2} {
		if got := strings.Count(text, `"`+number+`"`); got != want {
			t.Errorf("%s is named %d times, want %d", number, got, want)
		}
	}
	if strings.Count(text, `"successor"`) != 2 {
		t.Errorf("%d certificates are superseded, want 2", strings.Count(text, `"successor"`))
	}
}
