package mongo

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/assessments"
)

// attemptStore implements [assessments.Store].
type attemptStore struct {
	attempts *driver.Collection
}

// attemptDocument is one attempt. It grows with the answers to its questions, which are as many as were drawn.
type attemptDocument struct {
	ID          string              `bson:"_id"`
	Person      string              `bson:"person"`
	Module      string              `bson:"module"`
	Cycle       int                 `bson:"cycle"`
	Number      int                 `bson:"number"`
	Content     string              `bson:"content"`
	Seed        int64               `bson:"seed"` // the bits of the unsigned number
	Questions   []string            `bson:"questions"`
	StartedAt   time.Time           `bson:"startedAt"`
	Deadline    time.Time           `bson:"deadline,omitempty"`
	Answers     map[string][]string `bson:"answers"` // by fieldName
	SubmittedAt *time.Time          `bson:"submittedAt,omitempty"`
	Result      *resultDocument     `bson:"result,omitempty"`
	Settled     bool                `bson:"settled"`
	// Due is from when on the attempt needs attention: the deadline while it runs, atOnce
	// once it is submitted, absent when it is settled or may run for ever.
	Due *time.Time `bson:"due,omitempty"`
}

var atOnce = time.Unix(0, 0).UTC()

type resultDocument struct {
	Points   int            `bson:"points"`
	Most     int            `bson:"most"`
	Passed   bool           `bson:"passed"`
	Earned   map[string]int `bson:"earned"` // by fieldName
	MarkedAt time.Time      `bson:"markedAt"`
}

func (d attemptDocument) attempt() (assessments.Attempt, error) {
	answers, err := fromFields[assessments.QuestionID](d.Answers, func(a []string) assessments.Answer { return a })
	if err != nil {
		return assessments.Attempt{}, err
	}
	a := assessments.Attempt{
		ID:        assessments.AttemptID(d.ID),
		Key:       assessments.Key{Person: d.Person, Module: d.Module, Cycle: d.Cycle, Number: d.Number},
		Content:   d.Content,
		Seed:      uint64(d.Seed),
		StartedAt: utc(d.StartedAt),
		Deadline:  utc(d.Deadline),
		Answers:   answers,
		Settled:   d.Settled,
	}
	for _, q := range d.Questions {
		a.Questions = append(a.Questions, assessments.QuestionID(q))
	}
	if d.SubmittedAt != nil {
		a.SubmittedAt = utc(*d.SubmittedAt)
	}
	if d.Result != nil {
		a.Result, err = d.Result.result()
	}
	return a, err
}

func (d resultDocument) result() (*assessments.Result, error) {
	earned, err := fromFields[assessments.QuestionID](d.Earned, func(points int) int { return points })
	return &assessments.Result{
		Points: d.Points, Most: d.Most, Passed: d.Passed, Earned: earned, MarkedAt: utc(d.MarkedAt),
	}, err
}

// StartAttempt implements [assessments.Store].
func (s attemptStore) StartAttempt(ctx context.Context, a assessments.Attempt) error {
	a.Answers, a.SubmittedAt, a.Result, a.Settled = nil, time.Time{}, nil, false
	_, err := s.attempts.InsertOne(ctx, fromAttempt(a))
	if driver.IsDuplicateKeyError(err) {
		return fmt.Errorf("attempt %s: %w", a.ID, assessments.ErrExists)
	}
	return fault(err, "start attempt %s", a.ID)
}

func fromAttempt(a assessments.Attempt) attemptDocument {
	doc := attemptDocument{
		ID: string(a.ID), Person: a.Person, Module: a.Module, Cycle: a.Cycle, Number: a.Number,
		Content: a.Content, Seed: int64(a.Seed), StartedAt: a.StartedAt, Deadline: a.Deadline, Settled: a.Settled,
		Answers: toFields(a.Answers, func(a assessments.Answer) []string { return a }),
	}
	switch {
	case !a.SubmittedAt.IsZero():
		doc.SubmittedAt = &a.SubmittedAt
		if !a.Settled {
			doc.Due = &atOnce
		}
	case !a.Deadline.IsZero():
		doc.Due = &a.Deadline
	}
	if a.Result != nil {
		doc.Result = fromResult(*a.Result)
	}
	for _, q := range a.Questions {
		doc.Questions = append(doc.Questions, string(q))
	}
	return doc
}

func fromResult(r assessments.Result) *resultDocument {
	return &resultDocument{
		Points: r.Points, Most: r.Most, Passed: r.Passed, MarkedAt: r.MarkedAt,
		Earned: toFields(r.Earned, func(points int) int { return points }),
	}
}

// Attempt implements [assessments.Store].
func (s attemptStore) Attempt(ctx context.Context, id assessments.AttemptID) (assessments.Attempt, error) {
	doc, found, err := document[attemptDocument](s.attempts.FindOne(ctx, byID(string(id))))
	if err != nil {
		return assessments.Attempt{}, fault(err, "attempt %s", id)
	}
	if !found {
		return assessments.Attempt{}, fmt.Errorf("attempt %s: %w", id, assessments.ErrNotFound)
	}
	a, err := doc.attempt()
	return a, fault(err, "attempt %s", id)
}

// Attempts implements [assessments.Store].
func (s attemptStore) Attempts(ctx context.Context, person, module string, cycle int) ([]assessments.Attempt, error) {
	filter := bson.D{{Key: "person", Value: person}, {Key: "module", Value: module}, {Key: "cycle", Value: cycle}}
	all, err := list(ctx, s.attempts, filter, attemptDocument.attempt, options.Find().SetSort(ascending("number")))
	return all, fault(err, "attempts of %s at %s", person, module)
}

// Unsettled implements [assessments.Store].
func (s attemptStore) Unsettled(ctx context.Context, now time.Time, limit int) ([]assessments.Attempt, error) {
	filter := bson.D{{Key: "due", Value: bson.D{{Key: "$lt", Value: now}}}}
	all, err := list(ctx, s.attempts, filter, attemptDocument.attempt,
		options.Find().SetSort(ascending("startedAt", "_id")).SetLimit(int64(limit)))
	return all, fault(err, "unsettled attempts")
}
