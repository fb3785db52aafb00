package mongo_test

import (
	"context"
	"testing"

	"lernamt/assessments"
	"lernamt/assessments/assessmentstest"
	"lernamt/certs"
	"lernamt/certs/certstest"
	"lernamt/courses"
	"lernamt/courses/coursestest"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/audit/audittest"
	"lernamt/server/internal/mongo"
	"lernamt/server/internal/mongo/mongotest"
	"lernamt/server/internal/people"
	"lernamt/server/internal/people/peopletest"
)

// open returns a connection to an empty database.
func open(t *testing.T) *mongo.DB {
	t.Helper()
	db, err := mongo.Open(t.Context(), mongotest.URI(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close(context.Background()) })
	return db
}

func TestCourses(t *testing.T) {
	coursestest.TestStore(t, func(t *testing.T) courses.Store { return open(t).Courses() })
}

func TestAssessments(t *testing.T) {
	assessmentstest.TestStore(t, func(t *testing.T) assessments.Store { return open(t).Assessments() })
}

func TestCerts(t *testing.T) {
	certstest.TestStore(t, func(t *testing.T) certs.Store { return open(t).Certs() })
}

func TestPeople(t *testing.T) {
	peopletest.TestStore(t, func(t *testing.T) people.Store { return open(t).People() })
}

func TestAudit(t *testing.T) {
	audittest.TestStore(t, func(t *testing.T) audit.Store { return open(t).Audit() })
}
