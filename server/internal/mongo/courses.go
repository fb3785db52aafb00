package mongo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/courses"
)

// courseStore implements [courses.Store]. Versions are in versions.go.
type courseStore struct {
	files, versions, enrolments *driver.Collection
	overview                    *driver.Collection // of enrolments
}

// enrolmentDocument is one enrolment. It grows with the lessons of a module, which are few.
type enrolmentDocument struct {
	ID          string               `bson:"_id,omitempty"` // keyID
	Person      string               `bson:"person"`
	Module      string               `bson:"module"`
	Cycle       int                  `bson:"cycle"`
	Version     string               `bson:"version"`
	EnrolledAt  time.Time            `bson:"enrolledAt"`
	Lessons     map[string]time.Time `bson:"lessons"` // by fieldName
	CompletedAt time.Time            `bson:"completedAt,omitempty"`
	UpdatedAt   time.Time            `bson:"updatedAt"`
	Open        bool                 `bson:"open"` // not completed; leads the index of OpenSince
}

func (d enrolmentDocument) enrolment() (courses.Enrolment, error) {
	lessons, err := fromFields[courses.LessonID](d.Lessons, utc)
	return courses.Enrolment{
		Key:         courses.Key{Person: d.Person, Module: courses.ModuleID(d.Module), Cycle: d.Cycle},
		Version:     courses.Hash(d.Version),
		EnrolledAt:  utc(d.EnrolledAt),
		Lessons:     lessons,
		CompletedAt: utc(d.CompletedAt),
		UpdatedAt:   utc(d.UpdatedAt),
	}, err
}

// utc makes times that are equal have the same bits.
func utc(t time.Time) time.Time { return t.UTC() }

func enrolmentID(k courses.Key) string { return keyID(k.Person, string(k.Module), k.Cycle) }

// Enrol implements [courses.Store].
func (s courseStore) Enrol(ctx context.Context, e courses.Enrolment) (courses.Enrolment, error) {
	id := enrolmentID(e.Key)
	if !utf8.ValidString(e.Person) || strings.ContainsRune(e.Person, 0) {
		return courses.Enrolment{}, fmt.Errorf("mongo: enrolment %s: the person is not text", id)
	}
	update := bson.D{{Key: "$setOnInsert", Value: enrolmentDocument{
		Person: e.Person, Module: string(e.Module), Cycle: e.Cycle, Version: string(e.Version),
		EnrolledAt: e.EnrolledAt, UpdatedAt: e.EnrolledAt, Open: true,
	}}}
	after := options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)
	got, err := s.enrolment(s.enrolments.FindOneAndUpdate(ctx, byID(id), update, after), id)
	if driver.IsDuplicateKeyError(err) { // another call was faster: now it is there
		got, err = s.enrolment(s.enrolments.FindOneAndUpdate(ctx, byID(id), update, after), id)
	}
	return got, err
}

// Enrolment implements [courses.Store].
func (s courseStore) Enrolment(ctx context.Context, k courses.Key) (courses.Enrolment, error) {
	id := enrolmentID(k)
	return s.enrolment(s.enrolments.FindOne(ctx, byID(id)), id)
}

// Latest implements [courses.Store].
func (s courseStore) Latest(ctx context.Context, person string, id courses.ModuleID) (courses.Enrolment, error) {
	filter := bson.D{{Key: "person", Value: person}, {Key: "module", Value: string(id)}}
	last := options.FindOne().SetSort(bson.D{{Key: "cycle", Value: -1}})
	return s.enrolment(s.enrolments.FindOne(ctx, filter, last), person+"/"+string(id))
}

func (s courseStore) enrolment(r *driver.SingleResult, id string) (courses.Enrolment, error) {
	doc, found, err := document[enrolmentDocument](r)
	if err != nil {
		return courses.Enrolment{}, fault(err, "enrolment %s", id)
	}
	if !found {
		return courses.Enrolment{}, fmt.Errorf("enrolment %s: %w", id, courses.ErrNotFound)
	}
	e, err := doc.enrolment()
	return e, fault(err, "enrolment %s", id)
}

// EnrolmentsOf implements [courses.Store].
func (s courseStore) EnrolmentsOf(ctx context.Context, people ...string) ([]courses.Enrolment, error) {
	if len(people) > courses.MostPeople {
		return nil, fmt.Errorf("mongo: enrolments of %d people: at most %d", len(people), courses.MostPeople)
	}
	filter := bson.D{{Key: "person", Value: bson.D{{Key: "$in", Value: people}}}}
	all, err := list(ctx, s.overview, filter, enrolmentDocument.enrolment,
		options.Find().SetSort(ascending("person", "module", "cycle")))
	return all, fault(err, "enrolments of %d people", len(people))
}

// RecordLesson implements [courses.Store].
func (s courseStore) RecordLesson(ctx context.Context, k courses.Key, id courses.LessonID, at time.Time) (courses.Enrolment, error) {
	field := "lessons." + fieldName(string(id))
	first := bson.D{{Key: "_id", Value: enrolmentID(k)}, {Key: field, Value: bson.D{{Key: "$exists", Value: false}}}}
	update := bson.D{
		{Key: "$set", Value: bson.D{{Key: field, Value: at}}},
		{Key: "$max", Value: bson.D{{Key: "updatedAt", Value: at}}},
	}
	after := options.FindOneAndUpdate().SetReturnDocument(options.After)
	e, err := s.enrolment(s.enrolments.FindOneAndUpdate(ctx, first, update, after), enrolmentID(k))
	if errors.Is(err, courses.ErrNotFound) { // recorded before, or not enrolled
		return s.Enrolment(ctx, k)
	}
	return e, err
}

// Complete implements [courses.Store].
func (s courseStore) Complete(ctx context.Context, k courses.Key, at time.Time) error {
	id := enrolmentID(k)
	r, err := s.enrolments.UpdateOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "open", Value: true}}, bson.D{
		{Key: "$set", Value: bson.D{{Key: "completedAt", Value: at}, {Key: "open", Value: false}}},
		{Key: "$max", Value: bson.D{{Key: "updatedAt", Value: at}}},
	})
	if err != nil {
		return fault(err, "complete enrolment %s", id)
	}
	if r.MatchedCount == 0 {
		_, err = s.Enrolment(ctx, k)
	}
	return err
}

// OpenSince implements [courses.Store].
func (s courseStore) OpenSince(ctx context.Context, since time.Time, limit int) ([]courses.Enrolment, error) {
	if limit < 1 {
		return nil, ctx.Err()
	}
	filter := bson.D{{Key: "open", Value: true}, {Key: "updatedAt", Value: bson.D{{Key: "$gte", Value: since}}}}
	all, err := list(ctx, s.enrolments, filter, enrolmentDocument.enrolment,
		options.Find().SetSort(ascending("updatedAt", "person", "module", "cycle")).SetLimit(int64(limit)))
	return all, fault(err, "open enrolments")
}
