package flow

import (
	"context"
	"log/slog"
	"time"

	"lernamt/courses"
)

// followEvery is the time between two looks at what other nodes have published.
const followEvery = time.Second

// Follow keeps the catalogue at what any node publishes, until ctx ends: a version is current here a second later, and the
// time that reading it takes.
func (c *Catalogue) Follow(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	failing := false
	for {
		fresh, err := c.Refresh(ctx)
		for _, m := range fresh {
			log.LogAttrs(ctx, slog.LevelInfo, "another node has published", slog.String("module", string(m.ID)), slog.String("version", m.Version))
		}
		if err != nil && !failing && ctx.Err() == nil { // not each second while the store is away
			log.LogAttrs(ctx, slog.LevelError, "what other nodes publish cannot be followed", slog.Any("error", err))
		}
		failing = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Refresh makes current what other nodes have published, and returns it. A version whose assessment cannot be read is
// refused.
func (c *Catalogue) Refresh(ctx context.Context) ([]*courses.Module, error) {
	return c.Catalogue.Refresh(ctx, func(m *courses.Module) error {
		_, err := c.course(m)
		return err
	})
}
