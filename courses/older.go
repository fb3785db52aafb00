package courses

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// mostOlder is how many older versions a catalogue keeps ready.
const mostOlder = 32

// edition returns a module at a version that is given by its whole hash.
func (c *Catalogue) edition(ctx context.Context, id ModuleID, h Hash) (*edition, error) {
	if e, ok := c.current.Load().byID[id]; ok && e.module.Hash == h {
		return e, nil
	}
	e, err := c.older.get(ctx, h, func(ctx context.Context) (*edition, error) { return c.fetch(ctx, id, h) })
	if err != nil {
		return nil, err
	}
	if e.module.ID != id {
		return nil, fmt.Errorf("module %q at %s: %w", id, h.Short(), ErrNotFound)
	}
	return e, nil
}

// fetch reads a version from the store and renders it.
func (c *Catalogue) fetch(ctx context.Context, id ModuleID, h Hash) (*edition, error) {
	// Problems do not matter any more: what was published stays readable under stricter rules.
	e, _, err := c.reread(ctx, id, h)
	return e, err
}

// reread reads a version from the store, and tells what is wrong with it under today's rules.
func (c *Catalogue) reread(ctx context.Context, id ModuleID, h Hash) (*edition, []Problem, error) {
	v, files, err := c.store.Version(ctx, h)
	if err != nil {
		return nil, nil, err
	}
	if v.Module != id {
		return nil, nil, fmt.Errorf("module %q at %s: %w", id, h.Short(), ErrNotFound)
	}
	if HashOf(files) != h {
		return nil, nil, fmt.Errorf("module %q at %s: the stored files do not match their hash", id, h.Short())
	}
	m, problems := read(files, c.renderer)
	return newEdition(m, files), problems, nil
}

// whole returns the hash of the version of id that h is or begins.
func (c *Catalogue) whole(ctx context.Context, id ModuleID, h Hash) (Hash, error) {
	if len(h) == 64 {
		return h, nil
	}
	if len(h) >= 12 {
		if e, ok := c.current.Load().byID[id]; ok && strings.HasPrefix(string(e.module.Hash), string(h)) {
			return e.module.Hash, nil
		}
		versions, err := c.store.Versions(ctx, id)
		if err != nil {
			return "", err
		}
		for _, v := range versions {
			if strings.HasPrefix(string(v.Hash), string(h)) {
				return v.Hash, nil
			}
		}
	}
	return "", fmt.Errorf("module %q at %q: %w", id, h, ErrNotFound)
}

// A cache keeps the editions asked for last, and makes each only once at a time.
type cache struct {
	most int

	mu     sync.Mutex
	byHash map[Hash]*list.Element // of *making
	recent *list.List             // last used first
}

// A making is an edition that is made or being made.
type making struct {
	hash    Hash
	done    chan struct{} // closed when edition and err are set
	edition *edition
	err     error
}

func newCache(most int) *cache {
	return &cache{most: most, byHash: make(map[Hash]*list.Element), recent: list.New()}
}

// get returns the edition with the hash, calling produce if nobody has. Failures are not kept.
func (c *cache) get(ctx context.Context, h Hash, produce func(context.Context) (*edition, error)) (*edition, error) {
	for {
		m, mine := c.enter(h)
		if mine {
			c.produce(ctx, m, produce)
			return m.edition, m.err
		}
		select {
		case <-m.done:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		// Another caller's end must not fail this one.
		if errors.Is(m.err, context.Canceled) || errors.Is(m.err, context.DeadlineExceeded) {
			if ctx.Err() == nil {
				continue
			}
		}
		return m.edition, m.err
	}
}

// enter returns the making of h, and whether the caller has to do it.
func (c *cache) enter(h Hash) (m *making, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byHash[h]; ok {
		c.recent.MoveToFront(e)
		return e.Value.(*making), false
	}
	m = &making{hash: h, done: make(chan struct{})}
	c.byHash[h] = c.recent.PushFront(m)
	if c.recent.Len() > c.most {
		c.remove(c.recent.Back())
	}
	return m, true
}

func (c *cache) produce(ctx context.Context, m *making, produce func(context.Context) (*edition, error)) {
	m.err = errors.New("courses: rendering panicked") // what those who wait see if it does
	defer func() {
		if m.err != nil {
			c.forget(m)
		}
		close(m.done)
	}()
	m.edition, m.err = produce(ctx)
}

func (c *cache) forget(m *making) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byHash[m.hash]; ok && e.Value == m {
		c.remove(e)
	}
}

// remove takes an element out; the lock is held.
func (c *cache) remove(e *list.Element) {
	c.recent.Remove(e)
	delete(c.byHash, e.Value.(*making).hash)
}
