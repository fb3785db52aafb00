package mongo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/server/internal/audit"
)

// auditStore implements [audit.Store].
//
// Entries that are appended together name their append, and count only once the append itself is
// recorded: all at that moment, or none. A single entry names none and counts at once.
type auditStore struct {
	entries, appends *driver.Collection
	overview         *driver.Collection // of entries
}

type auditDocument struct {
	ID       string    `bson:"_id"`
	At       time.Time `bson:"at"`
	Actor    string    `bson:"actor"`
	Role     string    `bson:"role"`
	Action   string    `bson:"action"`
	Object   string    `bson:"object"`
	Subjects []string  `bson:"subjects"`
	// Appends are the appends that hold the entry, any of which makes it count; absent if it counts anyway.
	// It has one element but after a crash and an append of other entries along with this one.
	Appends []string `bson:"appends,omitempty"`
}

// Append implements [audit.Store].
func (s auditStore) Append(ctx context.Context, entries ...audit.Entry) error {
	docs := auditDocuments(entries)
	switch len(docs) {
	case 0:
		return ctx.Err()
	case 1:
		return fault(s.appendOne(ctx, docs[0]), "append to the audit record")
	}
	return fault(s.appendAll(ctx, docs), "append to the audit record")
}

// auditDocuments returns the entries as documents, the first of each ID.
func auditDocuments(entries []audit.Entry) []auditDocument {
	var docs []auditDocument
	seen := make(map[string]bool, len(entries))
	for _, e := range entries {
		if seen[e.ID] {
			continue
		}
		seen[e.ID] = true
		docs = append(docs, auditDocument{
			ID: e.ID, At: e.At, Actor: e.Actor, Role: e.Role, Action: string(e.Action), Object: e.Object, Subjects: e.Subjects,
		})
	}
	return docs
}

func (s auditStore) appendOne(ctx context.Context, doc auditDocument) error {
	_, err := s.entries.InsertOne(ctx, doc)
	if !driver.IsDuplicateKeyError(err) {
		return err
	}
	// It may be there through an append that was never recorded; from now on it counts.
	_, err = s.entries.UpdateOne(ctx, byID(doc.ID), bson.D{{Key: "$unset", Value: bson.D{{Key: "appends", Value: ""}}}})
	return err
}

func (s auditStore) appendAll(ctx context.Context, docs []auditDocument) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	name := appendName(docs)
	for i := range docs {
		docs[i].Appends = []string{name}
	}
	_, err := s.entries.InsertMany(ctx, docs, options.InsertMany().SetOrdered(false))
	there, err := duplicates(err, docs)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		uncounted := append(byID(bson.D{{Key: "$in", Value: there}}), bson.E{Key: "appends", Value: present})
		join := bson.D{{Key: "$addToSet", Value: bson.D{{Key: "appends", Value: name}}}}
		if _, err := s.entries.UpdateMany(ctx, uncounted, join); err != nil {
			return err
		}
	}
	if _, err = s.appends.InsertOne(ctx, byID(name)); driver.IsDuplicateKeyError(err) {
		return nil
	}
	return err
}

// appendName returns the same name for the same IDs, so that repeating an append completes it.
func appendName(docs []auditDocument) string {
	ids := make([]string, len(docs))
	for i := range docs {
		ids[i] = docs[i].ID
	}
	slices.Sort(ids)
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", ids))
	return hex.EncodeToString(sum[:])
}

// duplicates returns the IDs that an unordered insert found taken. Any other failure is an error.
func duplicates(err error, docs []auditDocument) ([]string, error) {
	var bulk driver.BulkWriteException
	if !errors.As(err, &bulk) || bulk.WriteConcernError != nil {
		return nil, err
	}
	var ids []string
	for _, e := range bulk.WriteErrors {
		if !driver.IsDuplicateKeyError(e.WriteError) || e.Index >= len(docs) {
			return nil, err
		}
		ids = append(ids, docs[e.Index].ID)
	}
	return ids, nil
}

// About implements [audit.Store].
func (s auditStore) About(ctx context.Context, account, before string, limit int) ([]audit.Entry, error) {
	if limit < 1 {
		return nil, ctx.Err()
	}
	var found []audit.Entry
	for len(found) < limit {
		page, err := s.page(ctx, account, before, limit-len(found))
		if err != nil {
			return nil, fault(err, "audit record about %s", account)
		}
		if len(page) == 0 {
			break
		}
		before = page[len(page)-1].ID
		counted, err := s.counted(ctx, page)
		if err != nil {
			return nil, fault(err, "audit record about %s", account)
		}
		for _, d := range counted {
			found = append(found, audit.Entry{
				ID: d.ID, At: utc(d.At), Actor: d.Actor, Role: d.Role, Action: audit.Action(d.Action), Object: d.Object,
				Subjects: []string{account},
			})
		}
	}
	return found, nil
}

// page returns entries about the account, those that do not count among them.
func (s auditStore) page(ctx context.Context, account, before string, limit int) ([]auditDocument, error) {
	filter := bson.D{{Key: "subjects", Value: account}}
	if before != "" {
		filter = append(filter, bson.E{Key: "_id", Value: bson.D{{Key: "$lt", Value: before}}})
	}
	return list(ctx, s.overview, filter, func(d auditDocument) (auditDocument, error) { return d, nil },
		options.Find().SetSort(bson.D{{Key: "_id", Value: -1}}).SetLimit(int64(limit)).
			SetProjection(bson.D{{Key: "subjects", Value: 0}}))
}

// counted leaves out the entries whose append was never recorded.
func (s auditStore) counted(ctx context.Context, page []auditDocument) ([]auditDocument, error) {
	var names []string
	for _, d := range page {
		names = append(names, d.Appends...)
	}
	if len(names) == 0 {
		return page, nil
	}
	slices.Sort(names)
	recorded, err := list(ctx, s.appends, byID(bson.D{{Key: "$in", Value: slices.Compact(names)}}),
		func(d struct {
			Name string `bson:"_id"`
		}) (string, error) {
			return d.Name, nil
		})
	return slices.DeleteFunc(page, func(d auditDocument) bool {
		return len(d.Appends) > 0 && !slices.ContainsFunc(d.Appends, func(name string) bool { return slices.Contains(recorded, name) })
	}), err
}
