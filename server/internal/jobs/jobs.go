// Package jobs runs background work on one node of an installation at a time.
//
// A [Lease] says which node that is. Its holder beats: it changes the lease at regular times. The others look,
// and when the lease has stayed the same for as long as it lasts, one of them takes it. Nobody compares the clocks
// of two machines: each measures only how long it has seen no change.
//
// Each holder has a [Lease.Term] of its own, and a store refuses the beat of an earlier term. A holder that finds
// itself refused, or cannot beat in time, ends the context of its work before anybody else may begin. What
// it cannot call back is a single step that was sent before and arrives late, from a machine that stood still
// meanwhile, so the steps of work must be such that repeating them or coming late does no harm.
//
// Begin reading at [Keeper.Hold]. Package jobstest holds the contract of the stores.
package jobs

import (
	"context"
	"errors"
	"sync"
)

var (
	// ErrLost reports that the lease has changed: somebody else holds it now.
	ErrLost = errors.New("jobs: the lease is lost")
	// ErrHeld reports that another node kept the lease for longer than the caller would wait.
	ErrHeld = errors.New("jobs: another node holds the lease")
)

// A Lease is the right to do the work of one name.
type Lease struct {
	Name   string
	Term   int64  // counts holders from 1, 0 if there never was one; the fencing token
	Beat   int64  // counts how often the holder of this term has said that it lives
	Holder string // node that holds it, empty if none
}

// A Store keeps leases. Every method is safe for concurrent use by all nodes that share the store, and
// honours ctx.
type Store interface {
	// Lease returns the lease with that name. One that was never held has only the name.
	Lease(ctx context.Context, name string) (Lease, error)

	// Swap puts next in the place of old, which have one name, in one step and only if the lease is old in every
	// field; else ErrLost. Of several concurrent calls with the same old exactly one succeeds. After
	// another error the step may have happened or not.
	Swap(ctx context.Context, old, next Lease) error
}

// Memory is a Store for nodes that are one process. The zero Memory holds no leases.
type Memory struct {
	mu     sync.Mutex
	leases map[string]Lease
}

// Lease implements [Store].
func (m *Memory) Lease(ctx context.Context, name string) (Lease, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.lease(name), ctx.Err()
}

// lease returns the lease; the lock is held.
func (m *Memory) lease(name string) Lease {
	if l, ok := m.leases[name]; ok {
		return l
	}
	return Lease{Name: name}
}

// Swap implements [Store].
func (m *Memory) Swap(ctx context.Context, old, next Lease) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if m.lease(old.Name) != old {
		return ErrLost
	}
	if m.leases == nil {
		m.leases = make(map[string]Lease)
	}
	m.leases[old.Name] = next
	return nil
}
