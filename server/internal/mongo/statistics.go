package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/assessments"
)

// MarkedAttempts implements [assessments.Store].
func (s attemptStore) MarkedAttempts(ctx context.Context, module, content string, yield func(assessments.MarkedAttempt) error) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	filter := bson.D{{Key: "module", Value: module}, {Key: "content", Value: content}, {Key: "result", Value: present}}
	cursor, err := s.attempts.Find(ctx, filter, options.Find().SetSort(ascending("result.markedAt", "_id")))
	if err != nil {
		return fault(err, "marked attempts at %s", module)
	}
	defer cursor.Close(context.WithoutCancel(ctx))
	var sitters assessments.Sitters
	for cursor.Next(ctx) {
		var doc attemptDocument
		if err := cursor.Decode(&doc); err != nil {
			return fault(err, "marked attempts at %s", module)
		}
		a, err := doc.attempt()
		if err != nil {
			return fault(err, "attempt %s", doc.ID)
		}
		marked := assessments.MarkedAttempt{
			Sitter: sitters.Number(a.Person), Questions: a.Questions, Answers: a.Answers, Earned: a.Result.Earned,
		}
		if err := yield(marked); err != nil {
			return err
		}
	}
	return fault(cursor.Err(), "marked attempts at %s", module)
}
