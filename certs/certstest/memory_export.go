package certstest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"

	"lernamt/certs"
)

// Export implements [certs.Store].
func (m *Memory) Export(ctx context.Context, after certs.Number, limit int) ([]certs.Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []certs.Entry
	for n, e := range m.entries {
		if n > after {
			list = append(list, certs.Entry{Certificate: clone(e.certificate), PDF: bytes.Clone(e.pdf)})
		}
	}
	slices.SortFunc(list, func(a, b certs.Entry) int { return cmp.Compare(a.Number, b.Number) })
	return list[:max(0, min(limit, len(list)))], nil
}

// Import implements [certs.Store].
func (m *Memory) Import(ctx context.Context, list ...certs.Entry) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range list {
		c := stored(e.Certificate)
		holder, keyTaken := m.byKey[c.Key]
		there, numberTaken := m.entries[c.Number]
		switch {
		case !keyTaken && !numberTaken:
			m.byKey[c.Key] = c.Number
			m.entries[c.Number] = entry{certificate: c, pdf: bytes.Clone(e.PDF)}
		case holder != c.Number || !reflect.DeepEqual(normal(there.certificate), normal(c)) || !bytes.Equal(there.pdf, e.PDF):
			return fmt.Errorf("certificate %s: %w", c.Number, certs.ErrConflict)
		}
	}
	return nil
}
