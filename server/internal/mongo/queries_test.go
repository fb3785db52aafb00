package mongo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/certs/certstest"
	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/jobs"
	"lernamt/server/internal/mongo/mongotest"
	"lernamt/server/internal/people"
)

// A query is one command that a store sent, with the fields by which it chooses and orders.
type query struct {
	command    bson.Raw
	collection string
	filter     bson.Raw
	sort       []string
}

func (q query) String() string {
	return fmt.Sprintf("%s: %.200v sorted by %v", q.collection, q.filter, q.sort)
}

// fields returns the fields that the filter names at its top.
func (q query) fields() []string {
	elements, _ := q.filter.Elements()
	var names []string
	for _, e := range elements {
		names = append(names, e.Key())
	}
	return names
}

// spoken runs every method of every store and returns the queries among the commands that it sent.
func spoken(t *testing.T) (*DB, []query) {
	t.Helper()
	var sent []query
	listening := false
	db, err := open(t.Context(), mongotest.URI(t), func(o *options.ClientOptions) {
		o.SetMonitor(&event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) {
			if listening {
				sent = append(sent, queries(e.CommandName, slices.Clone(e.Command))...)
			}
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close(context.Background()) })
	listening = true
	speak(t, db)
	listening = false
	return db, sent
}

// queries reads the queries out of a command.
func queries(name string, command bson.Raw) []query {
	collection, _ := command.Lookup(name).StringValueOK()
	one := func(filter bson.RawValue, sort bson.RawValue) query {
		doc, _ := filter.DocumentOK()
		q := query{command: command, collection: collection, filter: doc}
		if order, ok := sort.DocumentOK(); ok {
			q.sort = query{filter: order}.fields()
		}
		return q
	}
	switch name {
	case "find":
		return []query{one(command.Lookup("filter"), command.Lookup("sort"))}
	case "findAndModify":
		return []query{one(command.Lookup("query"), command.Lookup("sort"))}
	case "update":
		return []query{one(command.Lookup("updates", "0", "q"), bson.RawValue{})}
	case "delete":
		return []query{one(command.Lookup("deletes", "0", "q"), bson.RawValue{})}
	case "aggregate":
		return []query{one(command.Lookup("pipeline", "0", "$match"), bson.RawValue{})}
	}
	return nil
}

// speak calls every method that asks for something, with arguments that reach each of its queries.
func speak(t *testing.T, db *DB) {
	ctx, now := t.Context(), time.Now()
	ignore := func(...any) {}

	c, k := db.Courses(), courses.Key{Person: "p", Module: "m", Cycle: 1}
	ignore(c.Publish(ctx, courses.Version{Module: "m", Hash: "h"}, map[string][]byte{"a": {1}}))
	ignore(c.Version(ctx, "h"))
	ignore(c.Versions(ctx, "m"))
	ignore(c.PublishedSince(ctx, now))
	ignore(c.Enrol(ctx, courses.Enrolment{Key: k}))
	ignore(c.Enrolment(ctx, k))
	ignore(c.Latest(ctx, "p", "m"))
	ignore(c.EnrolmentsOf(ctx, "p", "q"))
	ignore(c.RecordLesson(ctx, k, "l", now))
	ignore(c.OpenSince(ctx, time.Time{}, 5))
	ignore(c.ExportVersions(ctx, "a", 5))
	ignore(c.ExportEnrolments(ctx, k, 5))
	ignore(c.ImportEnrolments(ctx, courses.Enrolment{Key: k}))
	ignore(c.Complete(ctx, k, now))

	a := db.Assessments()
	ignore(a.StartAttempt(ctx, assessments.Attempt{ID: "a", Key: assessments.Key{Person: "p", Module: "m", Cycle: 1, Number: 1}, Deadline: now}))
	ignore(a.Attempt(ctx, "a"))
	ignore(a.Attempts(ctx, "p", "m", 1))
	ignore(a.SaveAnswers(ctx, "a", map[assessments.QuestionID]assessments.Answer{"q": {"a"}}))
	ignore(a.Unsettled(ctx, now.Add(time.Hour), 5))
	ignore(a.CloseAttempt(ctx, "a", now))
	ignore(a.RecordResult(ctx, "a", assessments.Result{}))
	ignore(a.Settle(ctx, "a"))
	ignore(a.Export(ctx, "", 5))
	ignore(a.MarkedAttempts(ctx, "m", "c", func(assessments.MarkedAttempt) error { return nil }))
	ignore(a.Import(ctx, assessments.Attempt{ID: "a"}))

	certificate, pdf := certstest.Sample(1)
	ignore(db.Certs().Issue(ctx, certificate, pdf))
	ignore(db.Certs().ByKey(ctx, certificate.Key))
	ignore(db.Certs().ByNumber(ctx, certificate.Number))
	ignore(db.Certs().PDF(ctx, certificate.Number))
	ignore(db.Certs().End(ctx, certificate.Number, certs.Ending{At: certificate.IssuedAt, Reason: certs.Mistake}))
	ignore(db.Certs().Ended(ctx))
	ignore(db.Certs().SetLink(ctx, certificate.Number, "link"))
	ignore(db.Certs().ByLink(ctx, "link"))
	ignore(db.Certs().Of(ctx, certificate.Person, "q"))
	ignore(db.Certs().Export(ctx, "", 5))
	ignore(db.Certs().Import(ctx, certs.Entry{Certificate: certificate, PDF: pdf}))
	ignore(db.Certs().ByKey(ctx, certs.Key{}))

	p := db.People()
	ignore(p.CreateAccount(ctx, people.Account{ID: "p", Email: "a@b.example", Unit: "u"}))
	ignore(p.Units(ctx))
	ignore(p.Account(ctx, "p"))
	ignore(p.AccountByEmail(ctx, "a@b.example"))
	ignore(p.AccountsIn(ctx, []people.UnitID{"u"}, people.Cursor{}, 5))
	ignore(p.AccountsIn(ctx, []people.UnitID{"u", "v"}, people.Cursor{SortKey: "a", ID: "b"}, 5))
	ignore(p.CountAccounts(ctx))
	ignore(p.ExportAccounts(ctx, "a", 5))
	ignore(p.ImportAccounts(ctx, people.Account{ID: "p"}))
	ignore(p.SetPassword(ctx, "p", ""))
	ignore(p.SetLanguage(ctx, "p", "en"))
	ignore(p.Assignments(ctx))

	s := db.Auth()
	ignore(s.CreateSession(ctx, auth.Session{ID: "s", Account: "p", ExpiresAt: now}))
	ignore(s.Session(ctx, "s"))
	ignore(s.Rotate(ctx, "s", "", "n", now))
	ignore(s.EndSession(ctx, "s", now))
	ignore(s.EndSessions(ctx, "p", now))
	ignore(s.CountFailure(ctx, "k", now, now))
	ignore(s.Failures(ctx, "k", now))
	ignore(s.DeleteFailures(ctx, now))
	ignore(s.DeleteSessions(ctx, now.Add(time.Hour), 5))

	j := db.Jobs()
	ignore(j.Lease(ctx, "w"))
	ignore(j.Swap(ctx, jobs.Lease{Name: "w", Term: 1}, jobs.Lease{Name: "w", Term: 2}))
	ignore(db.version(ctx))
	ignore(db.setVersion(ctx, 1, 2))

	entry := func(id string) audit.Entry { return audit.Entry{ID: id, Subjects: []string{"p"}} }
	ignore(db.Audit().Append(ctx, entry("1"), entry("2")))
	ignore(db.Audit().Append(ctx, entry("2")))
	ignore(db.Audit().Append(ctx, entry("2"), entry("3")))
	ignore(db.Audit().About(ctx, "p", "", 5))
	ignore(db.Audit().About(ctx, "p", "3", 5))
	ignore(db.Audit().Export(ctx, "1", 5))
}

// TestIndexed wants an index for each query that the stores send, and a query for each index.
func TestIndexed(t *testing.T) {
	_, sent := spoken(t)
	if len(sent) < 50 {
		t.Fatalf("only %d queries were sent", len(sent))
	}
	used := map[string]bool{}
	for _, q := range sent {
		served := slices.Contains(q.fields(), "_id") || slices.Equal(q.sort, []string{"_id"}) && len(q.fields()) == 0
		for _, x := range indexes {
			if x.collection == q.collection && x.serves(q) {
				served, used[x.name()] = true, true
			}
		}
		if !served {
			t.Errorf("no index for %v", q)
		}
	}
	for _, x := range indexes {
		if !used[x.name()] {
			t.Errorf("no query for index %s", x.name())
		}
	}
}

func (x index) name() string {
	return x.collection + ": " + strings.Join(query{filter: mustMarshal(x.fields)}.fields(), ", ")
}

func mustMarshal(d bson.D) bson.Raw {
	raw, err := bson.Marshal(d)
	if err != nil {
		panic(err)
	}
	return raw
}

// serves reports whether the index finds what the query chooses by its first field, or brings what it chooses in order.
func (x index) serves(q query) bool {
	fields := query{filter: mustMarshal(x.fields)}.fields()
	chooses := q.fields()
	if slices.Contains(chooses, fields[0]) {
		return true
	}
	return len(q.sort) > 0 && len(fields) >= len(q.sort) && slices.Equal(fields[:len(q.sort)], q.sort)
}

// TestExplain asks a real server how it would answer each query, and wants that none reads a whole collection.
func TestExplain(t *testing.T) {
	mongotest.NeedReal(t, "the stand-in does not plan by indexes")
	db, sent := spoken(t)
	for _, q := range sent {
		var command bson.D
		elements, err := q.command.Elements()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range elements {
			switch e.Key() {
			case "lsid", "txnNumber", "$db", "$clusterTime", "$readPreference", "writeConcern", "readConcern", "maxTimeMS":
			default:
				command = append(command, bson.E{Key: e.Key(), Value: e.Value()})
			}
		}
		plan, err := db.database.RunCommand(t.Context(), bson.D{{Key: "explain", Value: command}, {Key: "verbosity", Value: "queryPlanner"}}).Raw()
		if err != nil {
			t.Errorf("explain %v: %v", q, err)
			continue
		}
		if !strings.Contains(plan.String(), "winningPlan") {
			t.Errorf("the server does not tell its plan for %v: %v", q, plan)
		}
		if strings.Contains(plan.String(), "COLLSCAN") {
			t.Errorf("%v reads the whole collection: %v", q, plan)
		}
	}
}
