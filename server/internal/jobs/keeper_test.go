package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"lernamt/server/internal/jobs"
	"lernamt/server/internal/jobs/jobstest"
)

func TestMemory(t *testing.T) {
	jobstest.TestStore(t, func(*testing.T) jobs.Store { return new(jobs.Memory) })
}

// A link is a node's way to the store, which can fail.
type link struct {
	jobs.Store
	mu   sync.Mutex
	swap func(ctx context.Context, old, next jobs.Lease) error // instead of the store's
}

func (l *link) Swap(ctx context.Context, old, next jobs.Lease) error {
	l.mu.Lock()
	swap := l.swap
	l.mu.Unlock()
	if swap != nil {
		return swap(ctx, old, next)
	}
	return l.Store.Swap(ctx, old, next)
}

func (l *link) set(swap func(context.Context, jobs.Lease, jobs.Lease) error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.swap = swap
}

var errCut = errors.New("the line is cut")

func cut(context.Context, jobs.Lease, jobs.Lease) error { return errCut }

// A shift is one node's time at work.
type shift struct {
	mu   sync.Mutex
	busy string // node at work
	log  []string
	t    *testing.T
}

// work returns work that goes on until its context ends.
func (s *shift) work(node string) func(context.Context) error {
	return func(ctx context.Context) error {
		s.mu.Lock()
		if s.busy != "" {
			s.t.Errorf("%s begins while %s is at work", node, s.busy)
		}
		s.busy = node
		s.log = append(s.log, node)
		s.mu.Unlock()
		<-ctx.Done()
		s.mu.Lock()
		s.busy = ""
		s.mu.Unlock()
		return context.Cause(ctx)
	}
}

func (s *shift) at() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.busy
}

func keeper(s jobs.Store, node string) *jobs.Keeper {
	return &jobs.Keeper{Store: s, Node: node, Log: slog.New(slog.DiscardHandler)}
}

// TestTakeOver lets the lines of the holders be cut one after the other.
func TestTakeOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store, s := new(jobs.Memory), &shift{t: t}
		links := map[string]*link{}
		var nodes sync.WaitGroup
		ctx, stop := context.WithCancel(t.Context())
		for _, node := range []string{"a", "b", "c"} {
			line := &link{Store: store}
			links[node] = line
			nodes.Go(func() { keeper(line, node).Run(ctx, "w", s.work(node)) })
		}
		time.Sleep(time.Minute)
		for range 3 {
			before := s.at()
			if before == "" || len(s.log) == 0 {
				t.Fatal("nobody is at work")
			}
			links[before].set(cut)
			time.Sleep(jobs.Lasting * 3 / 2)
			if after := s.at(); after == "" || after == before {
				t.Errorf("at work is %q after %q was cut off", after, before)
			}
			links[before].set(nil)
			time.Sleep(time.Minute)
		}
		if len(s.log) != 4 {
			t.Errorf("shifts = %v, want 4", s.log)
		}
		stop()
		nodes.Wait()
		if l, err := store.Lease(t.Context(), "w"); err != nil || l.Holder != "" || l.Term != 4 {
			t.Errorf("lease at the end = %+v, %v, want a free one of term 4", l, err)
		}
	})
}

// TestDeadHolder takes over from a node that says nothing any more, within the time that is promised and not before.
func TestDeadHolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := new(jobs.Memory)
		if err := store.Swap(t.Context(), jobs.Lease{Name: "w"}, jobs.Lease{Name: "w", Term: 6, Beat: 40, Holder: "dead"}); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		err := keeper(store, "b").Hold(t.Context(), "w", func(context.Context) error {
			if took := time.Since(began); took < jobs.Lasting || took > jobs.Lasting+jobs.Lasting/4 {
				t.Errorf("taken over after %v", took)
			}
			if l, _ := store.Lease(t.Context(), "w"); l != (jobs.Lease{Name: "w", Term: 7, Holder: "b"}) {
				t.Errorf("lease = %+v", l)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestFenced ends work whose lease somebody else has, even if the line is well.
func TestFenced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := new(jobs.Memory)
		err := keeper(store, "a").Hold(t.Context(), "w", func(ctx context.Context) error {
			held, _ := store.Lease(ctx, "w")
			if err := store.Swap(ctx, held, jobs.Lease{Name: "w", Term: 2, Holder: "b"}); err != nil {
				t.Error(err)
			}
			<-ctx.Done()
			if !errors.Is(context.Cause(ctx), jobs.ErrLost) {
				t.Errorf("cause = %v, want ErrLost", context.Cause(ctx))
			}
			return nil
		})
		if !errors.Is(err, jobs.ErrLost) {
			t.Errorf("Hold error = %v, want ErrLost", err)
		}
		if l, _ := store.Lease(t.Context(), "w"); l.Holder != "b" {
			t.Errorf("lease = %+v, want b's", l)
		}
	})
}

// TestUncertain keeps the lease when steps arrive but their acknowledgements do not.
func TestUncertain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := new(jobs.Memory)
		line := &link{Store: store}
		n := 0
		line.set(func(ctx context.Context, old, next jobs.Lease) error {
			if err := store.Swap(ctx, old, next); err != nil {
				return err
			}
			if n++; n%2 == 1 {
				return errCut
			}
			return nil
		})
		began := time.Now()
		err := keeper(line, "a").Hold(t.Context(), "w", func(ctx context.Context) error {
			if took := time.Since(began); took > jobs.Lasting/2 {
				t.Errorf("a node waited %v for itself", took)
			}
			select {
			case <-ctx.Done():
				t.Errorf("lost: %v", context.Cause(ctx))
			case <-time.After(5 * jobs.Lasting):
			}
			line.set(nil)
			return nil
		})
		if l, _ := store.Lease(t.Context(), "w"); err != nil || l.Holder != "" || l.Beat < 10 {
			t.Errorf("Hold error = %v, lease = %+v, want it given back", err, l)
		}
	})
}

func TestHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := new(jobs.Memory)
		var busy sync.WaitGroup
		busy.Go(func() {
			err := keeper(store, "a").Hold(t.Context(), "w", func(context.Context) error { time.Sleep(time.Hour); return errCut })
			if !errors.Is(err, errCut) {
				t.Errorf("Hold error = %v, want that of the work", err)
			}
		})
		synctest.Wait()
		b := keeper(store, "b")
		b.Wait = time.Minute
		began := time.Now()
		err := b.Hold(t.Context(), "w", func(context.Context) error { t.Error("work was done twice"); return nil })
		if !errors.Is(err, jobs.ErrHeld) || time.Since(began) > b.Wait+jobs.Lasting/4 {
			t.Errorf("Hold error = %v after %v, want ErrHeld after a minute", err, time.Since(began))
		}
		busy.Wait()
		if err := b.Hold(t.Context(), "w", func(context.Context) error { return nil }); err != nil {
			t.Errorf("Hold of a free lease: %v", err)
		}
	})
}

// TestNeedless lets many wait for work that needs to be done once.
func TestNeedless(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := new(jobs.Memory)
		var done atomic.Int32
		began := time.Now()
		var nodes sync.WaitGroup
		for _, node := range []string{"a", "b", "c", "d", "e", "f"} {
			nodes.Go(func() {
				k := keeper(store, node)
				k.Needless = func(context.Context) (bool, error) { return done.Load() > 0, nil }
				err := k.Hold(t.Context(), "w", func(context.Context) error { time.Sleep(time.Second); done.Add(1); return nil })
				if took := time.Since(began); err != nil || took > 2*time.Second {
					t.Errorf("%s: Hold error = %v after %v", node, err, took)
				}
			})
			synctest.Wait()
		}
		nodes.Wait()
		if done.Load() != 1 {
			t.Errorf("done %d times, want once", done.Load())
		}
		k := keeper(store, "g")
		k.Needless = func(context.Context) (bool, error) { return false, errCut }
		if err := k.Hold(t.Context(), "w", func(context.Context) error { done.Add(1); return nil }); !errors.Is(err, errCut) || done.Load() != 1 {
			t.Errorf("Hold error = %v, want that of Needless", err)
		}
	})
}
