package courses

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// overlap is how far back Refresh looks each time. Nodes whose clocks differ by less than this miss nothing that the
// others publish.
const overlap = 24 * time.Hour

// news is what Refresh remembers from one call to the next.
type news struct {
	began   time.Time     // when the catalogue was made
	seen    time.Time     // when what was seen last was published
	refused map[Hash]bool // versions that cannot be used here
}

// Refresh makes current what other nodes have published, and returns it. Of each module the version published
// last is current on all nodes, whatever they loaded. A module that this node did not load is added if it was published
// after the catalogue was made: an older one was taken out of the offer.
//
// A version with errors, or for which fit returns one, is refused once with that error and then left out; a newer release
// may have published it.
func (c *Catalogue) Refresh(ctx context.Context, fit func(*Module) error) ([]*Module, error) {
	c.loading.Lock()
	defer c.loading.Unlock()
	versions, err := c.store.PublishedSince(ctx, c.news.seen.Add(-overlap))
	if err != nil || len(versions) == 0 {
		return nil, err
	}
	var failed []error
	settled := make(map[ModuleID]bool)
	fresh := make(map[ModuleID]*edition)
	for _, v := range versions {
		if settled[v.Module] || c.news.refused[v.Hash] {
			continue
		}
		settled[v.Module] = true
		if !c.isNews(v) {
			continue
		}
		e, err := c.admit(ctx, v, fit)
		if err != nil {
			failed = append(failed, err)
			settled[v.Module] = !c.news.refused[v.Hash]
			continue
		}
		fresh[v.Module] = e
	}
	if len(fresh) > 0 {
		c.put(fresh)
	}
	if last := versions[0].Published; !last.After(c.clock()) { // a clock that is years ahead must not hide what comes later
		c.news.seen = last
	}
	return sortedByTitle(fresh), errors.Join(failed...)
}

// isNews reports whether the version, the last of its module, is not current and should be.
func (c *Catalogue) isNews(v Version) bool {
	e, ok := c.current.Load().byID[v.Module]
	if !ok {
		return !v.Published.Before(c.news.began)
	}
	return e.module.Hash != v.Hash
}

// admit reads a version, refusing for good what can never be used here.
func (c *Catalogue) admit(ctx context.Context, v Version, fit func(*Module) error) (*edition, error) {
	e, problems, err := c.reread(ctx, v.Module, v.Hash)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(problems, func(p Problem) bool { return p.Severity == SeverityError }); i >= 0 {
		err = problems[i]
	} else {
		err = fit(e.module)
	}
	if err == nil {
		return e, nil
	}
	if c.news.refused == nil {
		c.news.refused = make(map[Hash]bool)
	}
	c.news.refused[v.Hash] = true
	return nil, fmt.Errorf("module %q at %s cannot be used here: %w", v.Module, v.Hash.Short(), err)
}
