package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// Lasting is how long a lease is good after the beat of its holder. Work whose node has died is taken over within
// this time and one pause between two looks, which is a quarter of it.
const Lasting = 8 * time.Second

const (
	pause   = Lasting / 4     // between two beats, and between two looks of those who wait
	retreat = 3 * Lasting / 4 // since the last beat, after which a holder gives up
)

// A Keeper takes leases for one node.
type Keeper struct {
	Store Store
	Node  string        // names this process and no other that ever was
	Wait  time.Duration // for a lease that another node keeps; 0 is for ever
	Log   *slog.Logger  // of Run

	// Needless is asked before each look at the lease, unless it is nil. If it says true, somebody else has done the
	// work: Hold returns at once.
	Needless func(context.Context) (bool, error)
}

// errNeedless never leaves this package.
var errNeedless = errors.New("jobs: needless")

// Run does the work whenever this node holds the lease, until ctx ends. Work that returns before is begun
// anew, after a pause.
func (k *Keeper) Run(ctx context.Context, name string, work func(context.Context) error) {
	for {
		err := k.Hold(ctx, name, work)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			k.Log.LogAttrs(ctx, slog.LevelWarn, "background work was interrupted", slog.String("work", name), slog.Any("error", err))
		}
		if !sleep(ctx) {
			return
		}
	}
}

// Hold waits for the lease, does the work, and gives the lease back. The context of the work ends when the
// lease is lost, with ErrLost as its cause and in what Hold returns. ErrHeld if the lease was not free in time; then
// nothing was done.
func (k *Keeper) Hold(ctx context.Context, name string, work func(context.Context) error) error {
	held, err := k.take(ctx, name)
	if errors.Is(err, errNeedless) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("lease %s: %w", name, err)
	}
	working, end := context.WithCancelCause(ctx)
	last := make(chan Lease)
	go func() { last <- k.beats(working, end, held) }()
	err = work(working)
	lost := context.Cause(working)
	end(nil)
	held = <-last
	if errors.Is(lost, ErrLost) {
		return errors.Join(fmt.Errorf("lease %s: %w", name, lost), err)
	}
	// The node may be about to end, and whoever comes next need not wait.
	if _, giving := k.beat(context.WithoutCancel(ctx), time.Now().Add(pause), held, ""); giving != nil {
		err = errors.Join(err, fmt.Errorf("give back lease %s: %w", name, giving))
	}
	return err
}

// take waits until the lease is free, or its holder has not beaten for as long as it lasts, and takes it.
func (k *Keeper) take(ctx context.Context, name string) (Lease, error) {
	began := time.Now()
	var seen Lease      // as it was looked at last
	var since time.Time // when it was seen first
	for {
		if k.Needless != nil {
			if needless, err := k.Needless(ctx); err != nil || needless {
				return Lease{}, cmp.Or(err, errNeedless)
			}
		}
		l, err := k.Store.Lease(ctx, name)
		if err == nil && l != seen {
			seen, since = l, time.Now()
		}
		// A lease of this very node was taken by a step that seemed to have failed.
		if err == nil && (l.Holder == "" || l.Holder == k.Node || time.Since(since) >= Lasting) {
			mine := Lease{Name: name, Term: l.Term + 1, Holder: k.Node}
			if err = k.Store.Swap(ctx, l, mine); err == nil {
				return mine, nil
			}
		}
		if k.Wait > 0 && time.Since(began) >= k.Wait {
			if err == nil || errors.Is(err, ErrLost) {
				err = ErrHeld
			}
			return Lease{}, err
		}
		if !sleep(ctx) {
			return Lease{}, ctx.Err()
		}
	}
}

// sleep waits for a pause and reports whether ctx goes on.
func sleep(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(pause):
		return true
	}
}

// beats keeps the lease until ctx ends, and ends it if the lease is lost. It returns the lease as it was left.
func (k *Keeper) beats(ctx context.Context, end context.CancelCauseFunc, held Lease) Lease {
	last := time.Now()
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return held
		case <-tick.C:
		}
		at := time.Now() // before the beat, so that nobody counts from an earlier time
		next, err := k.beat(ctx, last.Add(retreat), held, held.Holder)
		switch {
		case err == nil:
			held, last = next, at
		case errors.Is(err, ErrLost):
			end(err)
			return held
		case time.Since(last) >= retreat:
			end(fmt.Errorf("%w: %w", ErrLost, err))
			return held
		}
	}
}

// beat changes the lease of this node, before the deadline: holder is the node, or empty to give the lease back.
func (k *Keeper) beat(ctx context.Context, deadline time.Time, held Lease, holder string) (Lease, error) {
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	next := Lease{Name: held.Name, Term: held.Term, Beat: held.Beat + 1, Holder: holder}
	err := k.Store.Swap(ctx, held, next)
	if !errors.Is(err, ErrLost) {
		return next, err
	}
	// An earlier beat that seemed to have failed may have arrived.
	now, looking := k.Store.Lease(ctx, held.Name)
	if looking != nil || now.Term != held.Term || now.Holder != held.Holder {
		return held, errors.Join(err, looking)
	}
	next.Beat = now.Beat + 1
	return next, k.Store.Swap(ctx, now, next)
}
