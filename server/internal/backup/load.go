package backup

import (
	"context"
	"sync"
)

// A loader gathers records into batches and writes one while the next is gathered.
type loader struct {
	ctx     context.Context
	store   Store
	tally   *tally
	sums    Summary
	batch   []any
	queue   chan batch
	writing sync.WaitGroup
	mu      sync.Mutex
	failed  error
}

type batch struct {
	kind    kind
	records []any
}

func newLoader(ctx context.Context, s Store) *loader {
	l := &loader{ctx: ctx, store: s, sums: Summary{}, queue: make(chan batch)}
	for _, k := range kinds {
		l.sums[k.name()] = newTally(k).sum()
	}
	l.writing.Go(func() {
		for b := range l.queue {
			if l.err() != nil {
				continue // the rest is in vain
			}
			if err := b.kind.load(ctx, s, b.records); err != nil {
				l.fail(err)
			}
		}
	})
	return l
}

func (l *loader) err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.failed
}

func (l *loader) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failed = err
}

// add takes a record over. Records of one kind come one after the other.
func (l *loader) add(k kind, record any) error {
	if l.tally != nil && l.tally.kind.name() != k.name() {
		l.flush()
	}
	if l.tally == nil || l.tally.kind.name() != k.name() {
		l.tally = newTally(k)
	}
	if _, err := l.tally.add(record); err != nil {
		return err
	}
	l.batch = append(l.batch, record)
	if len(l.batch) < k.batch() {
		return nil
	}
	l.send()
	return l.err()
}

// send hands the batch to the writer.
func (l *loader) send() {
	if len(l.batch) > 0 {
		l.queue <- batch{l.tally.kind, l.batch}
		l.batch = nil
	}
}

// flush ends a kind.
func (l *loader) flush() {
	l.send()
	l.sums[l.tally.kind.name()] = l.tally.sum()
}

// close writes what is left and returns the sums of everything.
func (l *loader) close() (Summary, error) {
	if l.tally != nil {
		l.flush()
	}
	close(l.queue)
	l.writing.Wait()
	return l.sums, l.failed
}
