package sqlite

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

// TestCacheIsExact lets readers and writers race: whoever has been told of a write must never read
// what was there before it.
func TestCacheIsExact(t *testing.T) {
	var c cache[string, int64]
	var stored, told atomic.Int64
	read := func() (int64, error) { return stored.Load(), nil }
	var wg sync.WaitGroup
	stop := make(chan struct{})
	for range 8 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				floor := told.Load()
				if got, err := c.find(t.Context(), "k", read); err != nil || got < floor {
					t.Errorf("find = %d, %v after %d was acknowledged", got, err, floor)
					return
				}
			}
		})
	}
	for i := int64(1); i <= 20_000; i++ {
		stored.Store(i)
		c.forget("k")
		told.Store(i)
	}
	close(stop)
	wg.Wait()
}

func TestCacheKeepsNoErrors(t *testing.T) {
	var c cache[string, int]
	broken := errors.New("broken")
	if _, err := c.find(t.Context(), "k", func() (int, error) { return 1, broken }); !errors.Is(err, broken) {
		t.Errorf("find error = %v, want that of the read", err)
	}
	if got, err := c.find(t.Context(), "k", func() (int, error) { return 2, nil }); got != 2 || err != nil {
		t.Errorf("find = %d, %v, want 2", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.find(ctx, "k", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("find with a cancelled context: %v", err)
	}
	c.forgetAll()
	if got, _ := c.find(t.Context(), "k", func() (int, error) { return 3, nil }); got != 3 {
		t.Errorf("find after forgetAll = %d, want 3", got)
	}
}

func TestCacheIsBounded(t *testing.T) {
	var c cache[int, int]
	for i := range 3 * cacheSize {
		if _, err := c.find(t.Context(), i, func() (int, error) { return i, nil }); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.rows) > cacheSize {
		t.Errorf("the cache holds %d rows", len(c.rows))
	}
}
