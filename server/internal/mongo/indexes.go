package mongo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// The collections.
const (
	files        = "files"
	versions     = "versions"
	enrolments   = "enrolments"
	attempts     = "attempts"
	certificates = "certificates"
	pdfs         = "pdfs"
	units        = "units"
	accounts     = "accounts"
	assignments  = "assignments"
	sessions     = "sessions"
	failures     = "failures"
	auditEntries = "audit"
	auditAppends = "auditAppends"
)

// An index serves the queries named beside it; _id serves all others.
type index struct {
	collection string
	fields     bson.D
	unique     bool
}

var indexes = []index{
	{versions, bson.D{{Key: "module", Value: 1}, {Key: "published", Value: -1}, {Key: "_id", Value: 1}}, false}, // Versions
	{versions, bson.D{{Key: "published", Value: -1}, {Key: "_id", Value: 1}}, false},                            // PublishedSince
	{enrolments, ascending("person", "module", "cycle"), false},                                                 // Latest, EnrolmentsOf
	{enrolments, ascending("open", "updatedAt", "person", "module", "cycle"), false},                            // OpenSince
	{attempts, ascending("person", "module", "cycle", "number"), false},                                         // Attempts
	{attempts, ascending("due"), false},                                                                         // Unsettled
	{attempts, ascending("module", "content", "result.markedAt", "_id"), false},                                 // MarkedAttempts
	{certificates, ascending("number"), true},                                                                   // ByNumber, PDF; a number is taken once
	{certificates, ascending("person", "issuedAt", "number"), false},                                            // Of
	{certificates, ascending("ended.at", "number"), false},                                                      // Ended
	{certificates, ascending("link"), false},                                                                    // ByLink
	{pdfs, ascending("key"), false},                                                                             // Issue
	{accounts, ascending("folded"), true},                                                                       // AccountByEmail, CountAccounts; an address is taken once
	{accounts, ascending("unit", "sortKey", "_id"), false},                                                      // AccountsIn, a few units
	{accounts, ascending("sortKey", "_id", "unit"), false},                                                      // AccountsIn, most units
	{assignments, ascending("due", "_id"), false},                                                               // Assignments
	{sessions, ascending("account"), false},                                                                     // EndSessions
	{sessions, ascending("over"), false},                                                                        // DeleteSessions
	{failures, ascending("key", "at"), false},                                                                   // CountFailure, Failures
	{failures, ascending("at"), false},                                                                          // DeleteFailures
	{auditEntries, bson.D{{Key: "subjects", Value: 1}, {Key: "_id", Value: -1}}, false},                         // About
}

// afterADay is the age in seconds at which a document expires.
const afterADay = 24 * 60 * 60

// expires reports whether the server removes, where it can, what is older than a day by this index. It is no more than
// what auth sweeps.
func (x index) expires() bool {
	by := x.fields[0].Key
	return x.collection == sessions && by == "over" || x.collection == failures && by == "at"
}

// model says to the driver what to make. Without expiring, documents stay until they are removed.
func (x index) model(expiring bool) driver.IndexModel {
	model := driver.IndexModel{Keys: x.fields}
	switch {
	case x.unique:
		model.Options = options.Index().SetUnique(true)
	case expiring && x.expires():
		model.Options = options.Index().SetExpireAfterSeconds(afterADay)
	}
	return model
}

// createIndexes makes the indexes that are missing. Several nodes may do so at once.
func (db *DB) createIndexes(ctx context.Context) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	byCollection := map[string][]index{}
	for _, x := range indexes {
		byCollection[x.collection] = append(byCollection[x.collection], x)
	}
	for collection, list := range byCollection {
		list, err := db.missing(ctx, collection, list)
		if err == nil {
			err = db.createIndexesOf(ctx, collection, list, true)
		}
		if lacking(err) {
			err = db.createIndexesOf(ctx, collection, list, false)
		}
		if err != nil {
			return fmt.Errorf("indexes of %s: %w", collection, err)
		}
	}
	return nil
}

// missing returns the indexes that the collection does not have. The stand-in of the tests cannot bear to be told of
// several that it has.
func (db *DB) missing(ctx context.Context, collection string, list []index) ([]index, error) {
	there, err := db.database.Collection(collection).Indexes().ListSpecifications(ctx)
	return slices.DeleteFunc(list, func(x index) bool {
		return slices.ContainsFunc(there, func(s driver.IndexSpecification) bool { return s.Name == x.label() })
	}), err
}

// label returns the name that the driver gives to an index.
func (x index) label() string {
	parts := make([]string, len(x.fields))
	for i, f := range x.fields {
		parts[i] = fmt.Sprintf("%s_%v", f.Key, f.Value)
	}
	return strings.Join(parts, "_")
}

func (db *DB) createIndexesOf(ctx context.Context, collection string, list []index, expiring bool) error {
	if len(list) == 0 {
		return nil
	}
	models := make([]driver.IndexModel, len(list))
	for i, x := range list {
		models[i] = x.model(expiring)
	}
	_, err := db.database.Collection(collection).Indexes().CreateMany(ctx, models)
	return err
}

// lacking reports whether the server does not know what it was asked for.
func lacking(err error) bool {
	var failed driver.CommandError
	return errors.As(err, &failed) && failed.Code == notImplemented
}
