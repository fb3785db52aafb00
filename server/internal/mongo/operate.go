package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Bulk prepares for much that is to be written. The server needs no preparation.
func (db *DB) Bulk(ctx context.Context) error { return ctx.Err() }

// notes holds what the operator's commands note, such as that a restore is under way.
const notes = "notes"

// Describe says what keeps the data, for the head of a backup.
func (db *DB) Describe() string { return fmt.Sprintf("mongodb, schema %d", len(upgrades)) }

// Note returns what was noted under the name, or "".
func (db *DB) Note(ctx context.Context, name string) (string, error) {
	doc, _, err := document[struct {
		Text string `bson:"text"`
	}](db.collection(notes).FindOne(ctx, byID(name)))
	return doc.Text, fault(err, "note %s", name)
}

// SetNote replaces what is noted under the name; the empty text removes it.
func (db *DB) SetNote(ctx context.Context, name, text string) (err error) {
	if text == "" {
		_, err = db.collection(notes).DeleteOne(ctx, byID(name))
	} else {
		_, err = db.collection(notes).UpdateOne(ctx, byID(name), bson.D{{Key: "$set", Value: bson.D{{Key: "text", Value: text}}}},
			options.UpdateOne().SetUpsert(true))
	}
	return fault(err, "note %s", name)
}

// Records returns about how many records there are, to tell how far a backup has come.
func (db *DB) Records(ctx context.Context) (int, error) {
	sum := 0
	for _, name := range []string{auditEntries, assignments, accounts, units, certificates, attempts, enrolments, versions} {
		n, err := db.collection(name).EstimatedDocumentCount(ctx)
		if err != nil {
			return 0, fault(err, "count %s", name)
		}
		sum += int(n)
	}
	return sum, nil
}

// Clear removes everything but the notes, one collection after the other. No server may be running.
func (db *DB) Clear(ctx context.Context) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	for _, name := range []string{
		auditAppends, auditEntries, failures, sessions, assignments, accounts, units,
		certificates, pdfs, attempts, enrolments, versions, files,
	} {
		// Dropping a collection that is not there is an error for older servers.
		var missing driver.CommandError
		err := db.collection(name).Drop(ctx)
		if err != nil && !(errors.As(err, &missing) && missing.Name == "NamespaceNotFound") {
			return fault(err, "clear %s", name)
		}
	}
	return fault(db.createIndexes(ctx), "clear")
}
