package auth

import (
	"context"
	"hash/maphash"
	"sync"
)

// A gate lets one sign-in at a time through for each address, so that many at once cannot pass the
// throttle before the first of them is counted. Different addresses share a few hundred places by chance, which only
// makes one wait for the other.
type gate struct {
	once   sync.Once
	seed   maphash.Seed
	places [256]chan struct{}
}

// enter waits for the address's place.
func (g *gate) enter(ctx context.Context, key string) (leave func(), err error) {
	g.once.Do(func() {
		g.seed = maphash.MakeSeed()
		for i := range g.places {
			g.places[i] = make(chan struct{}, 1)
		}
	})
	place := g.places[maphash.String(g.seed, key)%uint64(len(g.places))]
	select {
	case place <- struct{}{}:
		return func() { <-place }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
