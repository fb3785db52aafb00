package courses

import (
	"context"
	"fmt"
	"testing"
)

func TestCacheForgetsWhatWasUsedLongestAgo(t *testing.T) {
	c := newCache(2)
	made := 0
	get := func(h Hash) {
		t.Helper()
		if _, err := c.get(t.Context(), h, func(context.Context) (*edition, error) { made++; return &edition{}, nil }); err != nil {
			t.Fatal(err)
		}
	}
	for _, h := range []Hash{"a", "b", "a", "c", "a"} {
		get(h)
	}
	if made != 3 {
		t.Errorf("made %d editions, want 3: a was in use", made)
	}
	get("b")
	if made != 4 || len(c.byHash) != 2 || c.recent.Len() != 2 {
		t.Errorf("made %d editions and kept %d, want 4 and 2", made, len(c.byHash))
	}
}

func TestCacheDoesNotKeepFailures(t *testing.T) {
	c := newCache(2)
	for i := range 2 {
		want := fmt.Errorf("failure %d", i)
		if _, err := c.get(t.Context(), "a", func(context.Context) (*edition, error) { return nil, want }); err != want {
			t.Errorf("get error = %v, want %v", err, want)
		}
	}
	func() {
		defer func() { recover() }()
		c.get(t.Context(), "a", func(context.Context) (*edition, error) { panic("broken lesson") })
	}()
	if len(c.byHash) != 0 {
		t.Errorf("kept %d failures", len(c.byHash))
	}
}
