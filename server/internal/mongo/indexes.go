package mongo

import (
	"context"
	"fmt"

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
	{enrolments, ascending("person", "module", "cycle"), false},                                                 // Latest, EnrolmentsOf
	{enrolments, ascending("open", "updatedAt", "person", "module", "cycle"), false},                            // OpenSince
	{attempts, ascending("person", "module", "cycle", "number"), false},                                         // Attempts
	{attempts, ascending("due"), false},                                                                         // Unsettled
	{attempts, ascending("module", "content", "result.markedAt", "_id"), false},                                 // MarkedAttempts
	{certificates, ascending("number"), true},                                                                   // ByNumber, PDF; a number is taken once
	{certificates, ascending("person", "issuedAt", "number"), false},                                            // Of
	{certificates, ascending("ended.at", "number"), false},                                                      // Ended
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

// createIndexes makes the indexes that are missing. Several nodes may do so at once.
func (db *DB) createIndexes(ctx context.Context) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	models := map[string][]driver.IndexModel{}
	for _, x := range indexes {
		model := driver.IndexModel{Keys: x.fields}
		if x.unique {
			model.Options = options.Index().SetUnique(true)
		}
		models[x.collection] = append(models[x.collection], model)
	}
	for collection, models := range models {
		if _, err := db.database.Collection(collection).Indexes().CreateMany(ctx, models); err != nil {
			return fmt.Errorf("indexes of %s: %w", collection, err)
		}
	}
	return nil
}
