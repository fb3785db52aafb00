// Package seed fills an empty database with an invented public body of any size, to see how Lernamt behaves
// with many people: a tree of units, people with the names of a German public body, and three years of learning in
// the modules that are on offer, with attempts, certificates and an audit record.
//
// The same plan gives the same body, whatever the database. Nothing is played through the rules of package
// flow, which would take days; but what is recorded is what they would have recorded, and sittings were played and marked
// once for each module. Of the certificates so many as the plan says are drawn; the others share one sheet
// that says that it is test data.
//
// Begin reading at Fill.
package seed

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/flow"
	"lernamt/server/internal/people"
)

// ErrNotEmpty reports a database that holds people or units already.
var ErrNotEmpty = errors.New("the database is not empty; seed fills an empty one only (choose another with --data)")

// A Store is what is filled.
type Store interface {
	Courses() courses.Store
	Assessments() assessments.Store
	Certs() certs.Store
	People() people.Store
	Audit() audit.Store

	// Bulk prepares for much that is to be written.
	Bulk(context.Context) error
}

// A Plan says what body to make.
type Plan struct {
	People   int
	Seed     uint64
	Until    time.Time // the end of the three years
	Password string    // hash of everybody's; empty if nobody is to sign in
	Drawn    int       // how many certificates are drawn; the first ones
	Courses  []flow.Course
	Issuer   *certs.Issuer // of the drawn ones; its store and clock are not used
}

// A Count says what was made.
type Count struct{ Units, People, Enrolments, Attempts, Certificates, Audit int }

// chunkPeople is how many people are made and written at once.
const chunkPeople = 200 // as many as an audit entry names

// Fill makes the body. progress is told how many people are done.
func Fill(ctx context.Context, s Store, p Plan, progress func(done, total int)) (Count, error) {
	if err := p.refuse(ctx, s); err != nil {
		return Count{}, err
	}
	all := make([]course, len(p.Courses))
	for i, c := range p.Courses {
		var err error
		if all[i], err = prepare(ctx, c); err != nil {
			return Count{}, err
		}
	}
	if err := s.Bulk(ctx); err != nil {
		return Count{}, err
	}
	count, err := p.frame(ctx, s, all)
	if err != nil {
		return count, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	chunks := make(chan *chunk, 2) // made while others are written
	failed := make(chan error, 1)
	go func() {
		defer close(chunks)
		failed <- p.make(ctx, all, chunks)
	}()
	for c := range chunks {
		if err := p.write(ctx, s, c, &count); err != nil {
			cancel()
			<-failed
			return count, err
		}
		progress(count.People, p.People)
	}
	return count, <-failed
}

// refuse returns why the plan cannot be carried out on the store.
func (p *Plan) refuse(ctx context.Context, s Store) error {
	if p.People < 1 {
		return errors.New("a body has at least one person")
	}
	if len(p.Courses) == 0 {
		return errNoModules
	}
	n, err := s.People().CountAccounts(ctx)
	if err != nil {
		return err
	}
	units, err := s.People().Units(ctx)
	if err == nil && n+len(units) > 0 {
		err = ErrNotEmpty
	}
	return err
}

// frame writes the units, assignments and what of the audit record is there.
func (p *Plan) frame(ctx context.Context, s Store, all []course) (Count, error) {
	var count Count
	for _, u := range units(p.People) {
		if err := s.People().CreateUnit(ctx, u); err != nil {
			return count, err
		}
		count.Units++
	}
	ids := make([]courses.ModuleID, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	for _, a := range assignments(ids, p.People, p.Until) {
		if err := s.People().CreateAssignment(ctx, a); err != nil {
			return count, err
		}
	}
	return count, nil
}

// make sends what the people have done, in their order.
func (p *Plan) make(ctx context.Context, all []course, chunks chan<- *chunk) error {
	drawn := 0
	for first := 0; first < p.People; first += chunkPeople {
		c := &chunk{first: first}
		for i := first; i < min(first+chunkPeople, p.People); i++ {
			r := rand.New(rand.NewPCG(p.Seed, uint64(i)))
			a := p.person(i, r)
			c.accounts = append(c.accounts, a)
			for k := range all {
				if err := p.learn(c, &a, &all[k], r); err != nil {
					return fmt.Errorf("person %d: %w", i, err)
				}
			}
		}
		c.drawn = c.drawn[:min(len(c.drawn), p.Drawn-drawn)]
		drawn += len(c.drawn)
		if err := p.draw(ctx, c); err != nil {
			return err
		}
		select {
		case chunks <- c:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// draw draws the certificates that are to be drawn, each as of its day.
func (p *Plan) draw(ctx context.Context, c *chunk) error {
	for _, d := range c.drawn {
		kept := &press{}
		entry := &c.entries[d.entry]
		issuer := certs.Issuer{Store: kept, Body: p.Issuer.Body, VerifyURL: p.Issuer.VerifyURL, Zone: p.Issuer.Zone,
			Clock: func() time.Time { return d.at }, Rand: source{rand.New(rand.NewPCG(p.Seed, uint64(d.at.UnixMilli())))}}
		if _, err := issuer.Issue(ctx, d.request); err != nil {
			return fmt.Errorf("certificate of %s: %w", entry.Holder, err)
		}
		*entry = kept.entry
	}
	return nil
}

// write keeps a chunk. Its parts are written at the same time, so that they can share a commit.
func (p *Plan) write(ctx context.Context, s Store, c *chunk, count *Count) error {
	entry := p.looked(c.accounts, count.Audit)
	parts := []func() error{
		func() error { return s.People().ImportAccounts(ctx, c.accounts...) },
		func() error { return s.Courses().ImportEnrolments(ctx, c.enrolments...) },
		func() error { return s.Assessments().Import(ctx, c.attempts...) },
		func() error { return s.Certs().Import(ctx, c.entries...) },
		func() error { return s.Audit().Append(ctx, entry) },
	}
	failed := make([]error, len(parts))
	var writing sync.WaitGroup
	for i, part := range parts {
		writing.Go(func() { failed[i] = part() })
	}
	writing.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	count.People += len(c.accounts)
	count.Enrolments += len(c.enrolments)
	count.Attempts += len(c.attempts)
	count.Certificates += len(c.entries)
	count.Audit++
	return nil
}

// looked is the record that the n-th page of people was looked at.
func (p *Plan) looked(accounts []people.Account, n int) audit.Entry {
	at := p.Until.Add(-time.Duration(n+1) * time.Minute)
	e := audit.Entry{
		ID: audit.NewID(at, [8]byte{byte(n >> 16), byte(n >> 8), byte(n)}), At: at, Actor: string(accountID(0)),
		Role: string(people.HR), Action: audit.Viewed, Object: "completion",
	}
	for i := range accounts {
		e.Subjects = append(e.Subjects, string(accounts[i].ID))
	}
	return e
}
