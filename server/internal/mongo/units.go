package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/server/internal/people"
)

type unitDocument struct {
	ID     string `bson:"_id"`
	Parent string `bson:"parent"`
	Name   string `bson:"name"`
}

func (d unitDocument) unit() (people.Unit, error) {
	return people.Unit{ID: people.UnitID(d.ID), Parent: people.UnitID(d.Parent), Name: d.Name}, nil
}

type assignmentDocument struct {
	ID        string    `bson:"_id"`
	Module    string    `bson:"module"`
	Units     []string  `bson:"units"`
	Due       time.Time `bson:"due"`
	CreatedBy string    `bson:"createdBy"`
	CreatedAt time.Time `bson:"createdAt"`
}

func (d assignmentDocument) assignment() (people.Assignment, error) {
	a := people.Assignment{
		ID: people.AssignmentID(d.ID), Module: d.Module, Due: utc(d.Due),
		CreatedBy: people.AccountID(d.CreatedBy), CreatedAt: utc(d.CreatedAt),
	}
	for _, u := range d.Units {
		a.Units = append(a.Units, people.UnitID(u))
	}
	return a, nil
}

// CreateUnit implements [people.Store].
func (s peopleStore) CreateUnit(ctx context.Context, u people.Unit) error {
	doc := unitDocument{ID: string(u.ID), Parent: string(u.Parent), Name: u.Name}
	return created(ctx, s.units, doc, "unit "+doc.ID)
}

// Units implements [people.Store].
func (s peopleStore) Units(ctx context.Context) ([]people.Unit, error) {
	all, err := list(ctx, s.units, bson.D{}, unitDocument.unit, options.Find().SetSort(ascending("_id")))
	return all, fault(err, "units")
}

// CreateAssignment implements [people.Store].
func (s peopleStore) CreateAssignment(ctx context.Context, a people.Assignment) error {
	doc := assignmentDocument{
		ID: string(a.ID), Module: a.Module, Due: a.Due, CreatedBy: string(a.CreatedBy), CreatedAt: a.CreatedAt,
	}
	for _, u := range a.Units {
		doc.Units = append(doc.Units, string(u))
	}
	return created(ctx, s.assignments, doc, "assignment "+doc.ID)
}

// Assignments implements [people.Store].
func (s peopleStore) Assignments(ctx context.Context) ([]people.Assignment, error) {
	all, err := list(ctx, s.assignments, bson.D{}, assignmentDocument.assignment,
		options.Find().SetSort(ascending("due", "_id")))
	return all, fault(err, "assignments")
}
