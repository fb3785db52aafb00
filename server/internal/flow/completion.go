package flow

import (
	"context"
	"maps"
	"slices"
	"time"

	"lernamt/courses"
	"lernamt/server/internal/people"
)

// A State is what the public body sees of a person's way through a module: never more than this and a
// date.
type State string

// The states.
const (
	Fulfilled State = "fulfilled"
	Running   State = "running"
	Overdue   State = "overdue"
	Lapsed    State = "lapsed" // was fulfilled, has to be renewed
	NotBegun  State = "open"
)

// States lists the states in the order in which a filter shows them.
var States = []State{Fulfilled, Running, NotBegun, Overdue, Lapsed}

// A Record is one line of the completion list.
type Record struct {
	Account   people.Account
	Module    courses.ModuleID
	Title     string // of the module
	State     State
	Due       time.Time // zero if the module was not assigned
	Completed time.Time // zero unless fulfilled or expired
}

// A Duty is a module that a person has to learn, or learns without having to.
type Duty struct {
	Course    Course
	Due       time.Time          // zero if not assigned
	Enrolment *courses.Enrolment // the latest; nil if not begun
	State     State
}

// duties returns the person's modules: those assigned to their unit and those begun, by due date, then
// title. Modules of which no version is on offer are left out unless they were begun.
func (f *Flow) duties(ctx context.Context, due map[string]time.Time, enrolments []courses.Enrolment, now time.Time) ([]Duty, error) {
	latest := make(map[courses.ModuleID]*courses.Enrolment)
	for i := range enrolments { // ordered by module and cycle
		latest[enrolments[i].Module] = &enrolments[i]
	}
	var list []Duty
	for _, m := range f.Catalogue.Modules() {
		at, assigned := due[string(m.ID)]
		e := latest[m.ID]
		if !assigned && e == nil {
			continue
		}
		delete(latest, m.ID)
		list = append(list, Duty{Course: Course{Module: m}, Due: at, Enrolment: e, State: f.state(m, e, at, now)})
	}
	for _, id := range slices.Sorted(maps.Keys(latest)) { // no longer on offer
		e := latest[id]
		m, err := f.Catalogue.At(ctx, id, e.Version)
		if err != nil {
			return nil, err
		}
		at := due[string(id)]
		list = append(list, Duty{Course: Course{Module: m}, Due: at, Enrolment: e, State: f.state(m, e, at, now)})
	}
	slices.SortStableFunc(list, func(a, b Duty) int {
		switch {
		case a.Due.Equal(b.Due):
			return 0
		case a.Due.IsZero():
			return 1
		case b.Due.IsZero():
			return -1
		}
		return a.Due.Compare(b.Due)
	})
	return list, nil
}

func (f *Flow) state(m *courses.Module, e *courses.Enrolment, due, now time.Time) State {
	switch {
	case e != nil && !e.CompletedAt.IsZero() && !f.Expired(m, e):
		return Fulfilled
	case !due.IsZero() && !now.Before(due):
		return Overdue
	case e != nil && !e.CompletedAt.IsZero():
		return Lapsed
	case e != nil:
		return Running
	}
	return NotBegun
}

// Duties returns the modules of one person.
func (f *Flow) Duties(ctx context.Context, account *people.Account) ([]Duty, error) {
	units, err := f.People.Units(ctx)
	if err != nil {
		return nil, err
	}
	assignments, err := f.People.Assignments(ctx)
	if err != nil {
		return nil, err
	}
	enrolments, err := f.Courses.Store.EnrolmentsOf(ctx, string(account.ID))
	if err != nil {
		return nil, err
	}
	due := people.Duties(people.NewTree(units), assignments, account.Unit)
	return f.duties(ctx, due, enrolments, f.Clock())
}

// A Filter narrows the completion list; zero fields narrow nothing.
type Filter struct {
	Module courses.ModuleID
	State  State
}

// Admits reports whether the filter lets the line through.
func (f Filter) Admits(r Record) bool {
	return (f.Module == "" || f.Module == r.Module) && (f.State == "" || f.State == r.State)
}

// Completion calls yield for each line of the list of the units, by name and then due date, reading
// people in pages so that its memory does not grow with their number. It stops when yield returns false.
func (f *Flow) Completion(ctx context.Context, tree *people.Tree, units []people.UnitID, filter Filter, yield func(Record) bool) error {
	const page = 500
	assignments, err := f.People.Assignments(ctx)
	if err != nil {
		return err
	}
	now := f.Clock()
	due := make(map[people.UnitID]map[string]time.Time)
	var after people.Cursor
	for {
		accounts, err := f.People.AccountsIn(ctx, units, after, page)
		if err != nil {
			return err
		}
		enrolments, err := f.enrolments(ctx, accounts)
		if err != nil {
			return err
		}
		for i := range accounts {
			a := &accounts[i]
			if due[a.Unit] == nil {
				due[a.Unit] = people.Duties(tree, assignments, a.Unit)
			}
			duties, err := f.duties(ctx, due[a.Unit], enrolments[string(a.ID)], now)
			if err != nil {
				return err
			}
			for _, d := range duties {
				if r := record(a, d); filter.Admits(r) && !yield(r) {
					return nil
				}
			}
		}
		if len(accounts) < page {
			return nil
		}
		last := &accounts[len(accounts)-1]
		after = people.Cursor{SortKey: last.SortKey(), ID: last.ID}
	}
}

func record(a *people.Account, d Duty) Record {
	r := Record{Account: *a, Module: d.Course.ID, Title: d.Course.Title, State: d.State, Due: d.Due}
	if d.Enrolment != nil {
		r.Completed = d.Enrolment.CompletedAt
	}
	return r
}

// enrolments returns the enrolments of the accounts by person.
func (f *Flow) enrolments(ctx context.Context, accounts []people.Account) (map[string][]courses.Enrolment, error) {
	if len(accounts) == 0 {
		return nil, nil
	}
	ids := make([]string, len(accounts))
	for i := range accounts {
		ids[i] = string(accounts[i].ID)
	}
	list, err := f.Courses.Store.EnrolmentsOf(ctx, ids...)
	if err != nil {
		return nil, err
	}
	byPerson := make(map[string][]courses.Enrolment)
	for e := range slices.Values(list) {
		byPerson[e.Person] = append(byPerson[e.Person], e)
	}
	return byPerson, nil
}
