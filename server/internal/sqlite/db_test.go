package sqlite

import (
	"errors"
	"path/filepath"
	"testing"

	"lernamt/assessments"
	"lernamt/assessments/assessmentstest"
	"lernamt/certs"
	"lernamt/certs/certstest"
	"lernamt/courses"
	"lernamt/courses/coursestest"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/audit/audittest"
	"lernamt/server/internal/auth"
	"lernamt/server/internal/auth/authtest"
	"lernamt/server/internal/jobs"
	"lernamt/server/internal/jobs/jobstest"
	"lernamt/server/internal/people"
	"lernamt/server/internal/people/peopletest"
)

// open opens the file and closes it when the test ends.
func open(t testing.TB, path string) *DB {
	t.Helper()
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func fresh(t testing.TB) *DB { return open(t, filepath.Join(t.TempDir(), "lernamt.db")) }

func TestCourses(t *testing.T) {
	coursestest.TestStore(t, func(t *testing.T) courses.Store { return fresh(t).Courses() })
}

func TestAssessments(t *testing.T) {
	assessmentstest.TestStore(t, func(t *testing.T) assessments.Store { return fresh(t).Assessments() })
}

func TestCerts(t *testing.T) {
	certstest.TestStore(t, func(t *testing.T) certs.Store { return fresh(t).Certs() })
}

func TestPeople(t *testing.T) {
	peopletest.TestStore(t, func(t *testing.T) people.Store { return fresh(t).People() })
}

func TestAuth(t *testing.T) {
	authtest.TestStore(t, func(t *testing.T) auth.Store { return fresh(t).Auth() })
}

func TestJobs(t *testing.T) {
	jobstest.TestStore(t, func(t *testing.T) jobs.Store { return fresh(t).Jobs() })
}

func TestAudit(t *testing.T) {
	audittest.TestStore(t, func(t *testing.T) audit.Store { return fresh(t).Audit() })
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// fine accepts no error and the one that is allowed.
func fine(t testing.TB, allowed error, errs ...error) {
	t.Helper()
	for i, err := range errs {
		if err != nil && (allowed == nil || !errors.Is(err, allowed)) {
			t.Errorf("error %d = %v", i, err)
		}
	}
}
