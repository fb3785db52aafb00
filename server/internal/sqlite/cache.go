package sqlite

import (
	"context"
	"sync"
)

// A cache keeps rows that every page needs. It is exact, never late: this process is the only one that has the
// file open (see file.go), every write goes through the methods of the stores, and each of them forgets
// what it changes before it answers. So whoever has been told of a change sees it.
type cache[K comparable, V any] struct {
	mu    sync.RWMutex
	rows  map[K]V
	epoch uint64 // counts changes, so that a row read before one is not kept after it
}

// cacheSize bounds the rows of one cache; a row has less than 1 KB.
const cacheSize = 10_000

// find returns the row with the key, reading it if need be. What was not found is not kept.
func (c *cache[K, V]) find(ctx context.Context, key K, read func() (V, error)) (V, error) {
	c.mu.RLock()
	row, ok := c.rows[key]
	epoch := c.epoch
	c.mu.RUnlock()
	if ok {
		return row, ctx.Err()
	}
	row, err := read()
	if err != nil {
		return row, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.epoch == epoch {
		if c.rows == nil || len(c.rows) >= cacheSize {
			c.rows = make(map[K]V)
		}
		c.rows[key] = row
	}
	return row, nil
}

// forget drops the rows with the keys. It is called after each write to them, also after one that failed.
func (c *cache[K, V]) forget(keys ...K) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	for _, key := range keys {
		delete(c.rows, key)
	}
}

// forgetAll drops every row.
func (c *cache[K, V]) forgetAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	clear(c.rows)
}
