package backup

import (
	"context"
	"sync"
)

// writers is how many batches are written at once: on SQLite they share commits, on MongoDB they share waiting.
const writers = 8

// A loader gathers records into batches and writes some while the next is gathered.
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
	for range writers {
		l.writing.Go(l.write)
	}
	return l
}

// write writes batches until there are no more.
func (l *loader) write() {
	for b := range l.queue {
		if l.err() != nil {
			continue // the rest is in vain
		}
		if err := b.kind.load(l.ctx, l.store, b.records); err != nil {
			l.fail(err)
		}
	}
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
