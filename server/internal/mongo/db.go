// Package mongo keeps everything in MongoDB, for installations of several nodes. It is written for MongoDB
// 6 and later on its own or as a replica set, and keeps to what DocumentDB and FerretDB 2 speak too.
//
// [Open] connects; [DB.Courses] and its siblings return the stores of the domains, one file each. A store
// keeps, finds and makes one step atomic; what the steps mean is decided in the domains.
//
// How a promise is kept without transactions, which a single server does not have:
//
//   - What may exist once has an _id made of its key ([keyID]) or a unique index.
//   - A first time counts because the update's filter asks that there is none yet.
//   - Every write waits until a majority has it in its journal. A write whose filter matches nothing waits just
//     as long, so what made it match nothing is safe as well, and a plain read may follow.
//   - A step over several documents writes the one that makes it true last; what a crash leaves behind is
//     out of sight and is used or removed when the step is repeated.
//
// Begin reading at courses.go.
package mongo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/people"
)

// ErrUnavailable reports that the server could not be reached or did not answer in time. Whether a
// write has happened is not known then; repeating it does no harm.
var ErrUnavailable = errors.New("mongo: server is not available")

// A DB is a connection to one database. It is safe for concurrent use.
type DB struct {
	client   *driver.Client
	database *driver.Database
}

// connectTimeout bounds how long Open waits for a server to answer.
const connectTimeout = 2500 * time.Millisecond

// Open connects to the database that the path of the URI names ("lernamt" if it names none), brings it up to date and
// makes the indexes that are missing. It fails with [ErrUnavailable], [ErrNewer] or [ErrUpgrading]. The error names the
// hosts and never the password. The caller closes the DB.
//
// Pool, TLS, timeouts and read preference are those of the URI. The read preference is heeded for lists
// about many people, which may then be a moment old; all else is read from the primary, so that who signs
// out is out everywhere at once. Where neither the URI nor the context sets a time, an operation fails
// after 2 seconds, and one that moves whole modules after a minute.
func Open(ctx context.Context, uri string) (*DB, error) {
	return open(ctx, uri, func(*options.ClientOptions) {})
}

func open(ctx context.Context, uri string, adjust func(*options.ClientOptions)) (*DB, error) {
	opts, name, err := clientOptions(uri)
	if err != nil {
		return nil, err
	}
	adjust(opts)
	client, err := driver.Connect(opts)
	if err != nil {
		return nil, fmt.Errorf("mongo: %s: %w", strings.Join(opts.Hosts, ","), err)
	}
	db := &DB{client: client, database: client.Database(name)}
	if err := db.prepare(ctx); err != nil {
		db.Close(context.WithoutCancel(ctx))
		return nil, fault(err, "connect to database %s at %s", name, strings.Join(opts.Hosts, ","))
	}
	return db, nil
}

// prepare waits for the server, brings the database up to date and makes the indexes that are missing.
func (db *DB) prepare(ctx context.Context) error {
	short, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	if err := db.client.Ping(short, readpref.Primary()); err != nil {
		return err
	}
	if err := db.upgrade(ctx); err != nil {
		return err
	}
	return db.createIndexes(ctx)
}

// Ping reports whether the server takes writes at the moment.
func (db *DB) Ping(ctx context.Context) error {
	return fault(db.client.Ping(ctx, readpref.Primary()), "ping")
}

// Close ends all connections. Operations under way are given until ctx ends.
func (db *DB) Close(ctx context.Context) error { return db.client.Disconnect(ctx) }

// Courses returns the store of versions and enrolments.
func (db *DB) Courses() courses.Store {
	return courseStore{
		files: db.collection(files), versions: db.collection(versions),
		enrolments: db.collection(enrolments), overview: db.overview(enrolments),
	}
}

// Assessments returns the store of attempts.
func (db *DB) Assessments() assessments.Store { return attemptStore{attempts: db.collection(attempts)} }

// Certs returns the ledger of certificates.
func (db *DB) Certs() certs.Store {
	return certStore{
		certificates: db.collection(certificates), pdfs: db.collection(pdfs), overview: db.overview(certificates),
	}
}

// People returns the store of units, accounts and assignments.
func (db *DB) People() people.Store {
	return peopleStore{
		units: db.collection(units), assignments: db.collection(assignments),
		accounts: db.collection(accounts), overview: db.overview(accounts),
	}
}

// Auth returns the store of sessions and failed sign-ins.
func (db *DB) Auth() auth.Store {
	return authStore{sessions: db.collection(sessions), failures: db.collection(failures)}
}

// Audit returns the audit record.
func (db *DB) Audit() audit.Store {
	return auditStore{
		entries: db.collection(auditEntries), appends: db.collection(auditAppends), overview: db.overview(auditEntries),
	}
}

// collection is for reads on which a decision rests, and for writes.
func (db *DB) collection(name string) *driver.Collection {
	return db.database.Collection(name, options.Collection().SetReadPreference(readpref.Primary()))
}

// overview is for lists about many people, which may be read wherever the URI says.
func (db *DB) overview(name string) *driver.Collection { return db.database.Collection(name) }

// fault says what failed and marks what a repeat may mend as [ErrUnavailable]. It returns nil for nil.
func fault(err error, format string, args ...any) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled):
	case driver.IsTimeout(err), driver.IsNetworkError(err), retryable(err):
		err = fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return fmt.Errorf("mongo: %s: %w", fmt.Sprintf(format, args...), err)
}

// retryable reports whether the server itself says that it cannot serve for now, as while a new
// primary is elected.
func retryable(err error) bool {
	var labelled driver.LabeledError
	return errors.As(err, &labelled) &&
		(labelled.HasErrorLabel("RetryableWriteError") || labelled.HasErrorLabel("RetryableError"))
}

// patient gives a step that moves much data a minute, unless the caller has set a time.
func patient(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, time.Minute)
}

// byID is the filter for one document.
func byID(id any) bson.D { return bson.D{{Key: "_id", Value: id}} }

// exists reports whether there is a document. It asks by a write that changes nothing, so that what it
// found is safe when it returns.
func exists(ctx context.Context, in *driver.Collection, id string) (bool, error) {
	r, err := in.UpdateOne(ctx, byID(id), bson.D{{Key: "$setOnInsert", Value: bson.D{{Key: "never", Value: true}}}})
	if err != nil {
		return false, err
	}
	return r.MatchedCount > 0, nil
}

// document reads the result of a call for one document, and reports whether there is one.
func document[T any](r *driver.SingleResult) (doc T, found bool, err error) {
	err = r.Decode(&doc)
	if errors.Is(err, driver.ErrNoDocuments) {
		return doc, false, nil
	}
	return doc, err == nil, err
}

// list finds documents and turns each into what the domain knows.
func list[D, T any](ctx context.Context, from *driver.Collection, filter bson.D, turn func(D) (T, error), opts ...options.Lister[options.FindOptions]) ([]T, error) {
	cursor, err := from.Find(ctx, filter, opts...)
	if err != nil {
		return nil, err
	}
	defer cursor.Close(context.WithoutCancel(ctx))
	var all []T
	for cursor.Next(ctx) {
		var doc D
		if err := cursor.Decode(&doc); err != nil {
			return nil, err
		}
		item, err := turn(doc)
		if err != nil {
			return nil, err
		}
		all = append(all, item)
	}
	return all, cursor.Err()
}

// ascending is an order or an index by these fields.
func ascending(fields ...string) bson.D {
	order := make(bson.D, len(fields))
	for i, f := range fields {
		order[i] = bson.E{Key: f, Value: 1}
	}
	return order
}
