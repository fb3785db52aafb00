package certstest

import (
	"errors"
	"sync"
	"testing"

	"lernamt/certs"
)

const contenders = 64

// together runs f(0) to f(contenders-1) at the same time and waits for all.
func together(f func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range contenders {
		wg.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	wg.Wait()
}

func testConcurrentKey(t *testing.T, s certs.Store) {
	key := certs.Key{Person: "p", Subject: "m", Cycle: 1}
	var got [contenders]certs.Certificate
	together(func(i int) {
		c, pdf := Sample(i)
		c.Key = key
		c, err := s.Issue(t.Context(), c, pdf)
		if err != nil {
			t.Errorf("Issue: %v", err)
		}
		got[i] = c
	})
	for i := range got {
		wantSame(t, "Issue", got[i], got[0], nil)
	}
	var found int
	for i := range contenders {
		c, pdf := Sample(i)
		c.Key = key
		_, err := s.ByNumber(t.Context(), c.Number)
		if err == nil {
			found++
			wantStored(t, s, c, pdf)
		} else if !errors.Is(err, certs.ErrNotFound) {
			t.Errorf("ByNumber: %v", err)
		}
	}
	if found != 1 {
		t.Errorf("%d numbers are in the ledger, want 1", found)
	}
}

func testConcurrentNumber(t *testing.T, s certs.Store) {
	var issued [contenders]bool
	together(func(i int) {
		c, pdf := Sample(i)
		c.Number = "LA-ONE"
		_, err := s.Issue(t.Context(), c, pdf)
		issued[i] = err == nil
	})
	var winners int
	for i := range issued {
		c, pdf := Sample(i)
		c.Number = "LA-ONE"
		if issued[i] {
			winners++
			wantStored(t, s, c, pdf)
		} else if _, err := s.ByKey(t.Context(), c.Key); !errors.Is(err, certs.ErrNotFound) {
			t.Errorf("ByKey(refused) error = %v, want ErrNotFound", err)
		}
	}
	if winners != 1 {
		t.Errorf("%d certificates got one number, want 1", winners)
	}
}

func testConcurrentMany(t *testing.T, s certs.Store) {
	together(func(i int) {
		c, pdf := Sample(i)
		if _, err := s.Issue(t.Context(), c, pdf); err != nil {
			t.Errorf("Issue: %v", err)
		}
	})
	for i := range contenders {
		c, pdf := Sample(i)
		wantStored(t, s, c, pdf)
	}
}
