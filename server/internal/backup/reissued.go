package backup

import (
	"context"
	"time"

	"lernamt/certs"
)

// certificates are the one kind whose records refer to each other: one that was superseded names its successor, whose number
// may have been passed already when it was issued.
type certificates struct{ kindOf[certificate] }

// walk leaves out that a certificate is superseded where its successor cannot be on any page: as when the backup began, it
// is to be reissued then.
func (k certificates) walk(ctx context.Context, s Store, yield func([]any) error) error {
	further := make(map[certs.Number]bool) // editions after the first, which are few
	return k.kindOf.walk(ctx, s, func(page []any) error {
		last := page[len(page)-1].(*certificate).Number
		for _, r := range page {
			if c := r.(*certificate); c.Edition > 0 {
				further[c.Number] = true
			}
		}
		for _, r := range page {
			if c := r.(*certificate); c.Successor != "" && c.Successor <= last && !further[c.Successor] {
				c.Ended, c.Reason, c.Successor = time.Time{}, "", ""
			}
		}
		return yield(page)
	})
}
