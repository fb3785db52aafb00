package mongo

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/server/internal/auth"
)

// authStore implements [auth.Store].
type authStore struct {
	sessions, failures *driver.Collection
}

type sessionDocument struct {
	ID        string    `bson:"_id"`
	Account   string    `bson:"account"`
	CreatedAt time.Time `bson:"createdAt"`
	ExpiresAt time.Time `bson:"expiresAt"`
	Refresh   string    `bson:"refresh"`
	Previous  string    `bson:"previous"`
	RotatedAt time.Time `bson:"rotatedAt"`
	EndedAt   time.Time `bson:"endedAt,omitempty"`
	Over      time.Time `bson:"over"` // the earlier of EndedAt and ExpiresAt
}

// failureDocument is one failed sign-in. A key has many, so they are not kept in one document.
type failureDocument struct {
	Key string    `bson:"key"`
	At  time.Time `bson:"at"`
}

// CreateSession implements [auth.Store].
func (s authStore) CreateSession(ctx context.Context, session auth.Session) error {
	over := session.ExpiresAt
	if !session.EndedAt.IsZero() && session.EndedAt.Before(over) {
		over = session.EndedAt
	}
	_, err := s.sessions.InsertOne(ctx, sessionDocument{
		ID: string(session.ID), Account: session.Account, CreatedAt: session.CreatedAt, ExpiresAt: session.ExpiresAt,
		Refresh: session.Refresh, Previous: session.Previous, RotatedAt: session.RotatedAt,
		EndedAt: session.EndedAt, Over: over,
	})
	if driver.IsDuplicateKeyError(err) {
		return fmt.Errorf("session: %w", auth.ErrExists)
	}
	return fault(err, "create session")
}

// Session implements [auth.Store]. The ID lets people in, so it is in no error.
func (s authStore) Session(ctx context.Context, id auth.SessionID) (auth.Session, error) {
	d, found, err := document[sessionDocument](s.sessions.FindOne(ctx, byID(string(id))))
	if err != nil {
		return auth.Session{}, fault(err, "session")
	}
	if !found {
		return auth.Session{}, fmt.Errorf("session: %w", auth.ErrNotFound)
	}
	return auth.Session{
		ID: auth.SessionID(d.ID), Account: d.Account, CreatedAt: utc(d.CreatedAt), ExpiresAt: utc(d.ExpiresAt),
		Refresh: d.Refresh, Previous: d.Previous, RotatedAt: utc(d.RotatedAt), EndedAt: utc(d.EndedAt),
	}, nil
}

// Rotate implements [auth.Store].
func (s authStore) Rotate(ctx context.Context, id auth.SessionID, current, next string, at time.Time) error {
	held := bson.D{{Key: "_id", Value: string(id)}, {Key: "refresh", Value: current}, {Key: "endedAt", Value: absent}}
	r, err := s.sessions.UpdateOne(ctx, held, bson.D{{Key: "$set", Value: bson.D{
		{Key: "refresh", Value: next}, {Key: "previous", Value: current}, {Key: "rotatedAt", Value: at},
	}}})
	if err != nil {
		return fault(err, "rotate session")
	}
	if r.MatchedCount == 0 {
		if _, err := s.Session(ctx, id); err != nil {
			return err
		}
		return auth.ErrStale
	}
	return nil
}

// EndSession implements [auth.Store].
func (s authStore) EndSession(ctx context.Context, id auth.SessionID, at time.Time) error {
	_, err := s.sessions.UpdateOne(ctx, append(byID(string(id)), bson.E{Key: "endedAt", Value: absent}), ended(at))
	return fault(err, "end session")
}

// EndSessions implements [auth.Store].
func (s authStore) EndSessions(ctx context.Context, account string, at time.Time) error {
	live := bson.D{
		{Key: "account", Value: account},
		{Key: "expiresAt", Value: bson.D{{Key: "$gt", Value: at}}},
		{Key: "endedAt", Value: absent},
	}
	_, err := s.sessions.UpdateMany(ctx, live, ended(at))
	return fault(err, "end sessions of account %s", account)
}

func ended(at time.Time) bson.D {
	return bson.D{
		{Key: "$set", Value: bson.D{{Key: "endedAt", Value: at}}},
		{Key: "$min", Value: bson.D{{Key: "over", Value: at}}},
	}
}

// DeleteSessions implements [auth.Store].
func (s authStore) DeleteSessions(ctx context.Context, before time.Time, limit int) (int, error) {
	if limit < 1 {
		return 0, ctx.Err()
	}
	over := bson.D{{Key: "over", Value: bson.D{{Key: "$lt", Value: before}}}}
	ids, err := list(ctx, s.sessions, over, func(d sessionDocument) (string, error) { return d.ID, nil },
		options.Find().SetProjection(ascending("_id")).SetSort(ascending("over")).SetLimit(int64(limit)))
	if err != nil || len(ids) == 0 {
		return 0, fault(err, "find old sessions")
	}
	r, err := s.sessions.DeleteMany(ctx, byID(bson.D{{Key: "$in", Value: ids}}))
	if err != nil {
		return 0, fault(err, "delete old sessions")
	}
	return int(r.DeletedCount), nil
}

// CountFailure implements [auth.Store]. Counting after keeping means that of calls at the same time the
// last one counts them all.
func (s authStore) CountFailure(ctx context.Context, key string, at, windowBegan time.Time) (int, error) {
	if _, err := s.failures.InsertOne(ctx, failureDocument{Key: key, At: at}); err != nil {
		return 0, fault(err, "keep a failed sign-in")
	}
	n, err := s.failures.CountDocuments(ctx, failuresSince(key, windowBegan))
	return int(n), fault(err, "count failed sign-ins")
}

// Failures implements [auth.Store].
func (s authStore) Failures(ctx context.Context, key string, since time.Time) (int, time.Time, error) {
	newest, found, err := document[failureDocument](s.failures.FindOne(ctx, failuresSince(key, since),
		options.FindOne().SetSort(bson.D{{Key: "at", Value: -1}})))
	if err != nil || !found {
		return 0, time.Time{}, fault(err, "newest failed sign-in")
	}
	n, err := s.failures.CountDocuments(ctx, failuresSince(key, since))
	return int(n), utc(newest.At), fault(err, "count failed sign-ins")
}

func failuresSince(key string, t time.Time) bson.D {
	return bson.D{{Key: "key", Value: key}, {Key: "at", Value: bson.D{{Key: "$gte", Value: t}}}}
}

// DeleteFailures implements [auth.Store].
func (s authStore) DeleteFailures(ctx context.Context, before time.Time) error {
	_, err := s.failures.DeleteMany(ctx, bson.D{{Key: "at", Value: bson.D{{Key: "$lt", Value: before}}}})
	return fault(err, "delete old failures")
}
