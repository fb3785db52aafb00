package mongo

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/assessments"
)

// The steps of an attempt are single updates of its document whose filters ask for the state in which the
// step is allowed, so that no two of them can cross.

// SaveAnswers implements [assessments.Store].
func (s attemptStore) SaveAnswers(ctx context.Context, id assessments.AttemptID, answers map[assessments.QuestionID]assessments.Answer) error {
	var set, unset bson.D
	for q, answer := range answers {
		field := "answers." + fieldName(string(q))
		if len(answer) == 0 {
			unset = append(unset, bson.E{Key: field, Value: ""})
		} else {
			set = append(set, bson.E{Key: field, Value: []string(answer)})
		}
	}
	if len(set) == 0 { // an update must set something, and a running attempt is not settled
		set = bson.D{{Key: "settled", Value: false}}
	}
	update := bson.D{{Key: "$set", Value: set}}
	if len(unset) > 0 {
		update = append(update, bson.E{Key: "$unset", Value: unset})
	}
	matched, err := s.step(ctx, id, bson.D{{Key: "submittedAt", Value: absent}}, update)
	if err != nil || matched {
		return fault(err, "save answers of attempt %s", id)
	}
	if _, err := s.Attempt(ctx, id); err != nil {
		return err
	}
	return fmt.Errorf("attempt %s: %w", id, assessments.ErrSubmitted)
}

// CloseAttempt implements [assessments.Store].
func (s attemptStore) CloseAttempt(ctx context.Context, id assessments.AttemptID, at time.Time) (assessments.Attempt, error) {
	running := bson.D{{Key: "_id", Value: string(id)}, {Key: "submittedAt", Value: absent}}
	update := bson.D{{Key: "$set", Value: bson.D{{Key: "submittedAt", Value: at}, {Key: "due", Value: atOnce}}}}
	doc, found, err := document[attemptDocument](s.attempts.FindOneAndUpdate(ctx, running, update,
		options.FindOneAndUpdate().SetReturnDocument(options.After)))
	if err != nil {
		return assessments.Attempt{}, fault(err, "close attempt %s", id)
	}
	if !found { // closed before, or none
		return s.Attempt(ctx, id)
	}
	a, err := doc.attempt()
	return a, fault(err, "close attempt %s", id)
}

// RecordResult implements [assessments.Store].
func (s attemptStore) RecordResult(ctx context.Context, id assessments.AttemptID, r assessments.Result) error {
	doc := fromResult(r)
	unmarked := bson.D{{Key: "submittedAt", Value: present}, {Key: "result", Value: absent}}
	matched, err := s.step(ctx, id, unmarked, bson.D{{Key: "$set", Value: bson.D{{Key: "result", Value: doc}}}})
	if err != nil || matched {
		return fault(err, "record the result of attempt %s", id)
	}
	a, err := s.Attempt(ctx, id)
	if err == nil && a.Result == nil {
		err = fmt.Errorf("closed attempt %s: %w", id, assessments.ErrNotFound)
	}
	return err
}

// Settle implements [assessments.Store].
func (s attemptStore) Settle(ctx context.Context, id assessments.AttemptID) error {
	matched, err := s.step(ctx, id, bson.D{{Key: "result", Value: present}}, bson.D{
		{Key: "$set", Value: bson.D{{Key: "settled", Value: true}}},
		{Key: "$unset", Value: bson.D{{Key: "due", Value: ""}}},
	})
	if err != nil || matched {
		return fault(err, "settle attempt %s", id)
	}
	return fmt.Errorf("marked attempt %s: %w", id, assessments.ErrNotFound)
}

// The two states of a field that filters ask for.
var (
	absent  = bson.D{{Key: "$exists", Value: false}}
	present = bson.D{{Key: "$exists", Value: true}}
)

// step applies the update if the attempt is in the state, and reports whether it was.
func (s attemptStore) step(ctx context.Context, id assessments.AttemptID, state, update bson.D) (bool, error) {
	r, err := s.attempts.UpdateOne(ctx, append(byID(string(id)), state...), update)
	if err != nil {
		return false, err
	}
	return r.MatchedCount > 0, nil
}
