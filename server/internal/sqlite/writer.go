package sqlite

import (
	"context"
	"fmt"
	"sync/atomic"
)

// mostWrites is how many writes share a commit; more would let the first one wait too long.
const mostWrites = 256

// A writer is the one goroutine that changes the database. Writes that arrive while a commit is under
// way wait and share the next one, so that the disk is asked once for many of them.
type writer struct {
	conn  *conn
	queue chan *write // unbuffered, so that nothing lies in it when the writer stops
	quit  chan struct{}
	done  chan struct{}
}

// A write is a function to be run in a transaction.
type write struct {
	ctx   context.Context
	run   func(*conn) error
	taken atomic.Bool // by the writer that runs it or by the caller that withdraws it
	err   error       // of run
	reply chan error
}

func startWriter(c *conn) *writer {
	w := &writer{conn: c, queue: make(chan *write), quit: make(chan struct{}), done: make(chan struct{})}
	go w.loop()
	return w
}

// do runs f in a transaction of the writer and returns after the commit is durable. If f fails, what it did
// is undone and its error returned. If ctx ends before f begins, f never runs; once it has begun, its
// outcome is waited for, so that the answer is always true.
func (w *writer) do(ctx context.Context, f func(*conn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	job := &write{ctx: ctx, run: f, reply: make(chan error, 1)}
	select {
	case w.queue <- job:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.quit:
		return ErrClosed
	}
	select {
	case err := <-job.reply:
		return err
	case <-ctx.Done():
		if job.taken.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		return <-job.reply
	}
}

// stop ends the loop after the commit that is under way.
func (w *writer) stop() {
	close(w.quit)
	<-w.done
}

func (w *writer) loop() {
	defer close(w.done)
	var batch []*write
	for {
		select {
		case job := <-w.queue:
			batch = w.gather(append(batch[:0], job))
		case <-w.quit:
			return
		}
		err := w.commit(batch)
		for i, job := range batch {
			if err != nil {
				job.err = err
			}
			job.reply <- job.err
			batch[i] = nil
		}
	}
}

// gather adds the writes that are waiting.
func (w *writer) gather(batch []*write) []*write {
	for len(batch) < mostWrites {
		select {
		case job := <-w.queue:
			batch = append(batch, job)
		default:
			return batch
		}
	}
	return batch
}

// commit runs the writes in one transaction. An error of its own means that none of them is kept; that
// of a single write is left in it.
func (w *writer) commit(batch []*write) error {
	if _, err := w.conn.exec("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	for _, job := range batch {
		if !job.taken.CompareAndSwap(false, true) {
			continue // withdrawn
		}
		if job.err = job.ctx.Err(); job.err != nil {
			continue
		}
		if err := w.apart(job); err != nil {
			w.rollback()
			return err
		}
	}
	if _, err := w.conn.exec("COMMIT"); err != nil {
		w.rollback()
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// apart runs the write in a savepoint, which is rolled back if it fails. Where SQLite has given up the whole
// transaction, as it may on a full disk, there is no savepoint any more, and that is an error for all.
func (w *writer) apart(job *write) error {
	if _, err := w.conn.exec("SAVEPOINT job"); err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	if job.err = job.run(w.conn); job.err != nil {
		if _, err := w.conn.exec("ROLLBACK TO job"); err != nil {
			return fmt.Errorf("write: %w", job.err)
		}
	}
	if _, err := w.conn.exec("RELEASE job"); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// rollback ends a failed transaction. That SQLite may have ended it already is no error; were it still open
// after this, the next BEGIN would fail and say so.
func (w *writer) rollback() { _, _ = w.conn.exec("ROLLBACK") }
