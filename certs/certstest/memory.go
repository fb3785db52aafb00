package certstest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"lernamt/certs"
)

// Memory is a ledger in memory. It passes the contract except that it survives nothing, and serves
// the tests of other packages. Make one with [NewMemory].
type Memory struct {
	mu      sync.Mutex
	byKey   map[certs.Key]certs.Number
	entries map[certs.Number]entry
}

type entry struct {
	certificate certs.Certificate
	pdf         []byte
}

var _ certs.Store = (*Memory)(nil)

// NewMemory returns an empty ledger.
func NewMemory() *Memory {
	return &Memory{byKey: map[certs.Key]certs.Number{}, entries: map[certs.Number]entry{}}
}

// Issue implements [certs.Store].
func (m *Memory) Issue(ctx context.Context, c certs.Certificate, pdf []byte) (certs.Certificate, error) {
	if err := ctx.Err(); err != nil {
		return certs.Certificate{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if n, ok := m.byKey[c.Key]; ok {
		return clone(m.entries[n].certificate), nil
	}
	if _, ok := m.entries[c.Number]; ok {
		return certs.Certificate{}, fmt.Errorf("certificate %s: number is taken", c.Number)
	}
	c = stored(c)
	m.byKey[c.Key] = c.Number
	m.entries[c.Number] = entry{certificate: c, pdf: bytes.Clone(pdf)}
	return clone(c), nil
}

// ByKey implements [certs.Store].
func (m *Memory) ByKey(ctx context.Context, k certs.Key) (certs.Certificate, error) {
	if err := ctx.Err(); err != nil {
		return certs.Certificate{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	n, ok := m.byKey[k]
	if !ok {
		return certs.Certificate{}, fmt.Errorf("certificate for %v: %w", k, certs.ErrNotFound)
	}
	return clone(m.entries[n].certificate), nil
}

// ByNumber implements [certs.Store].
func (m *Memory) ByNumber(ctx context.Context, n certs.Number) (certs.Certificate, error) {
	if err := ctx.Err(); err != nil {
		return certs.Certificate{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.entries[n]
	if !ok {
		return certs.Certificate{}, fmt.Errorf("certificate %s: %w", n, certs.ErrNotFound)
	}
	return clone(e.certificate), nil
}

// PDF implements [certs.Store].
func (m *Memory) PDF(ctx context.Context, n certs.Number) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.entries[n]
	if !ok {
		return nil, fmt.Errorf("certificate %s: %w", n, certs.ErrNotFound)
	}
	return bytes.Clone(e.pdf), nil
}

// Of implements [certs.Store].
func (m *Memory) Of(ctx context.Context, people ...string) ([]certs.Certificate, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(people) > certs.MaxPeople {
		return nil, fmt.Errorf("certificates of %d people: at most %d", len(people), certs.MaxPeople)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []certs.Certificate
	for _, e := range m.entries {
		if slices.Contains(people, e.certificate.Person) {
			all = append(all, clone(e.certificate))
		}
	}
	slices.SortFunc(all, func(a, b certs.Certificate) int {
		return cmp.Or(cmp.Compare(a.Person, b.Person), a.IssuedAt.Compare(b.IssuedAt), cmp.Compare(a.Number, b.Number))
	})
	return all, nil
}

// End implements [certs.Store].
func (m *Memory) End(ctx context.Context, n certs.Number, ending certs.Ending) (certs.Certificate, error) {
	if err := ctx.Err(); err != nil {
		return certs.Certificate{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.entries[n]
	if !ok {
		return certs.Certificate{}, fmt.Errorf("certificate %s: %w", n, certs.ErrNotFound)
	}
	if e.certificate.Ended.At.IsZero() {
		e.certificate.Ended = ending
		e.certificate = stored(e.certificate)
		m.entries[n] = e
	}
	return clone(e.certificate), nil
}

// Ended implements [certs.Store].
func (m *Memory) Ended(ctx context.Context) ([]certs.Certificate, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []certs.Certificate
	for _, e := range m.entries {
		if !e.certificate.Ended.At.IsZero() {
			all = append(all, clone(e.certificate))
		}
	}
	slices.SortFunc(all, func(a, b certs.Certificate) int {
		return cmp.Or(a.Ended.At.Compare(b.Ended.At), cmp.Compare(a.Number, b.Number))
	})
	return all, nil
}

// SetLink implements [certs.Store].
func (m *Memory) SetLink(ctx context.Context, n certs.Number, link string) (certs.Certificate, error) {
	if err := ctx.Err(); err != nil {
		return certs.Certificate{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.entries[n]
	if !ok {
		return certs.Certificate{}, fmt.Errorf("certificate %s: %w", n, certs.ErrNotFound)
	}
	e.certificate.Link = link
	m.entries[n] = e
	return clone(e.certificate), nil
}

// ByLink implements [certs.Store].
func (m *Memory) ByLink(ctx context.Context, link string) (certs.Certificate, error) {
	if err := ctx.Err(); err != nil {
		return certs.Certificate{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.entries {
		if link != "" && e.certificate.Link == link {
			return clone(e.certificate), nil
		}
	}
	return certs.Certificate{}, fmt.Errorf("certificate by link: %w", certs.ErrNotFound)
}

// stored returns c as a store keeps it: its own slices, times in UTC milliseconds.
func stored(c certs.Certificate) certs.Certificate {
	c = clone(c)
	for _, t := range []*time.Time{&c.From, &c.Until, &c.IssuedAt, &c.ValidUntil, &c.Ended.At} {
		if !t.IsZero() {
			*t = t.UTC().Truncate(time.Millisecond)
		}
	}
	return c
}

func clone(c certs.Certificate) certs.Certificate {
	c.Objectives = slices.Clone(c.Objectives)
	c.Competences = slices.Clone(c.Competences)
	c.LegalBases = slices.Clone(c.LegalBases)
	c.Modules = slices.Clone(c.Modules)
	return c
}
