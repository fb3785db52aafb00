package mongo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"lernamt/server/internal/jobs"
)

var (
	// ErrNewer reports a database that a newer release has upgraded.
	ErrNewer = errors.New("the database belongs to a newer release of Lernamt; start that one or restore an older backup")
	// ErrUpgrading reports that the upgrade by another node took longer than a node waits.
	ErrUpgrading = errors.New("another node is bringing the database up to date; start again when it is done")
)

// upgradeWait is how long a node waits for another one that upgrades.
const upgradeWait = time.Minute

// The version of the database's form is one document in a collection of its own.
const (
	schema        = "schema"
	schemaVersion = "version"
)

type schemaDocument struct {
	ID     string `bson:"_id"`
	Number int    `bson:"number"`
}

// upgrades holds the steps from a database without a version to the present form, in order; the version counts
// those that were taken. A step that was released is never edited. It can be repeated, since a crash may come between
// it and its number, and leaves what the release before needs, whose nodes may still be running.
var upgrades = []func(context.Context, *DB) error{
	expiring,
}

// expiring makes way for indexes of the same fields by which the server removes old sessions and failures.
func expiring(ctx context.Context, db *DB) error {
	for collection, name := range map[string]string{sessions: "over_1", failures: "at_1"} {
		err := db.database.Collection(collection).Indexes().DropOne(ctx, name)
		var failed driver.CommandError
		if errors.As(err, &failed) && (failed.Code == namespaceNotFound || failed.Code == indexNotFound) {
			continue // a new database
		}
		if err != nil {
			return fmt.Errorf("index %s of %s: %w", name, collection, err)
		}
	}
	return nil
}

// Codes of the server's errors.
const (
	namespaceNotFound = 26
	indexNotFound     = 27
	notImplemented    = 238
)

// upgrade brings the database to the present form. Of several nodes that start at once, one takes the steps and the others
// wait for it.
func (db *DB) upgrade(ctx context.Context) error {
	keeper := jobs.Keeper{Store: db.Jobs(), Node: rand.Text(), Wait: upgradeWait, Needless: func(ctx context.Context) (bool, error) {
		version, err := db.version(ctx)
		return version == len(upgrades), err
	}}
	err := keeper.Hold(ctx, "upgrade", db.takeSteps)
	if errors.Is(err, jobs.ErrHeld) {
		return ErrUpgrading
	}
	return err
}

// version returns how many steps the database has gone through; ErrNewer if there are more than this release knows.
func (db *DB) version(ctx context.Context) (int, error) {
	d, _, err := document[schemaDocument](db.collection(schema).FindOne(ctx, byID(schemaVersion)))
	if err == nil && d.Number > len(upgrades) {
		err = fmt.Errorf("%w (it has version %d, this release knows %d)", ErrNewer, d.Number, len(upgrades))
	}
	return d.Number, err
}

// takeSteps takes the steps that the database has not gone through yet. It runs on one node at a time.
func (db *DB) takeSteps(ctx context.Context) error {
	version, err := db.version(ctx)
	if err != nil {
		return err
	}
	for n := version; n < len(upgrades); n++ {
		if err := upgrades[n](ctx, db); err != nil {
			return fmt.Errorf("upgrade %d: %w", n+1, err)
		}
		if err := db.setVersion(ctx, n, n+1); err != nil {
			return fmt.Errorf("upgrade %d: %w", n+1, err)
		}
	}
	return nil
}

// setVersion counts one step, and only if nobody else has counted it.
func (db *DB) setVersion(ctx context.Context, from, to int) error {
	if from == 0 {
		_, err := db.collection(schema).InsertOne(ctx, schemaDocument{ID: schemaVersion, Number: to})
		return err
	}
	r, err := db.collection(schema).UpdateOne(ctx, append(byID(schemaVersion), bson.E{Key: "number", Value: from}),
		bson.D{{Key: "$set", Value: bson.D{{Key: "number", Value: to}}}})
	if err == nil && r.MatchedCount == 0 {
		err = jobs.ErrLost
	}
	return err
}
