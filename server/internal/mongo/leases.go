package mongo

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"lernamt/server/internal/jobs"
)

// leases holds one document for each kind of background work.
const leases = "leases"

// leaseStore implements [jobs.Store].
type leaseStore struct {
	leases *driver.Collection
}

// Jobs returns the store of leases.
func (db *DB) Jobs() jobs.Store { return leaseStore{leases: db.collection(leases)} }

type leaseDocument struct {
	Name   string `bson:"_id"`
	Term   int64  `bson:"term"`
	Beat   int64  `bson:"beat"`
	Holder string `bson:"holder"`
}

// Lease implements [jobs.Store].
func (s leaseStore) Lease(ctx context.Context, name string) (jobs.Lease, error) {
	d, found, err := document[leaseDocument](s.leases.FindOne(ctx, byID(name)))
	if err != nil {
		return jobs.Lease{}, fault(err, "lease %s", name)
	}
	if !found {
		return jobs.Lease{Name: name}, nil
	}
	return jobs.Lease(d), nil
}

// Swap implements [jobs.Store].
func (s leaseStore) Swap(ctx context.Context, old, next jobs.Lease) error {
	if old == (jobs.Lease{Name: old.Name}) {
		_, err := s.leases.InsertOne(ctx, leaseDocument(next))
		if driver.IsDuplicateKeyError(err) {
			return fmt.Errorf("lease %s: %w", old.Name, jobs.ErrLost)
		}
		return fault(err, "take lease %s", old.Name)
	}
	same := bson.D{
		{Key: "_id", Value: old.Name}, {Key: "term", Value: old.Term},
		{Key: "beat", Value: old.Beat}, {Key: "holder", Value: old.Holder},
	}
	r, err := s.leases.UpdateOne(ctx, same, bson.D{{Key: "$set", Value: bson.D{
		{Key: "term", Value: next.Term}, {Key: "beat", Value: next.Beat}, {Key: "holder", Value: next.Holder},
	}}})
	if err != nil {
		return fault(err, "change lease %s", old.Name)
	}
	if r.MatchedCount == 0 {
		return fmt.Errorf("lease %s: %w", old.Name, jobs.ErrLost)
	}
	return nil
}
