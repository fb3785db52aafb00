package peopletest

import (
	"slices"
	"testing"
	"time"

	"lernamt/server/internal/people"
)

func testAssignments(t *testing.T, open func(*testing.T) people.Store) {
	t.Run("assignments come back ordered by due time, then ID", func(t *testing.T) {
		s := open(t)
		wantAssignments(t, s)
		ms := time.Millisecond
		given := []people.Assignment{
			assignment("c", kept.Add(ms), "amt-20", "amt-10", "amt-20"),
			assignment("b", kept.Add(ms), "amt-10"),
			assignment("d", kept),
			assignment("a", kept.Add(2*ms), "amt-10"),
		}
		for _, a := range given {
			assign(t, s, a)
		}
		given[0].Units[0] = "changed by the caller afterwards"
		want := []people.Assignment{given[2], given[1], given[0], given[3]}
		want[2].Units = []people.UnitID{"amt-20", "amt-10", "amt-20"}
		wantAssignments(t, s, want...)
	})

	t.Run("times are kept to the millisecond in UTC", func(t *testing.T) {
		s := open(t)
		given := assignment("a", noon, "amt-10")
		given.CreatedAt = noon
		assign(t, s, given)
		given.Due, given.CreatedAt = kept, kept
		wantAssignments(t, s, given)
	})

	t.Run("an assignment is created once", func(t *testing.T) {
		s := open(t)
		first := assignment("a", kept, "amt-10")
		assign(t, s, first)
		again := assignment("a", kept.AddDate(1, 0, 0), "amt-20")
		wantError(t, "CreateAssignment(again)", s.CreateAssignment(t.Context(), again), people.ErrExists)
		wantAssignments(t, s, first)
	})
}

func assignment(id people.AssignmentID, due time.Time, units ...people.UnitID) people.Assignment {
	return people.Assignment{ID: id, Module: "datenpannen", Units: units, Due: due, CreatedBy: "p1", CreatedAt: kept}
}

func assign(t *testing.T, s people.Store, a people.Assignment) {
	t.Helper()
	if err := s.CreateAssignment(t.Context(), a); err != nil {
		t.Fatalf("CreateAssignment(%s): %v", a.ID, err)
	}
}

func wantAssignments(t *testing.T, s people.Store, want ...people.Assignment) {
	t.Helper()
	got, err := s.Assignments(t.Context())
	if err != nil || len(got) != len(want) {
		t.Fatalf("Assignments = %v, %v, want %v", got, err, want)
	}
	for i, w := range want {
		g := got[i]
		if g.ID != w.ID || g.Module != w.Module || g.CreatedBy != w.CreatedBy || !slices.Equal(g.Units, w.Units) {
			t.Errorf("assignment %d = %v, want %v", i, g, w)
		}
		if g.Due != w.Due || g.CreatedAt != w.CreatedAt {
			t.Errorf("times of assignment %d = %v and %v, want %v and %v", i, g.Due, g.CreatedAt, w.Due, w.CreatedAt)
		}
	}
}
