package assessmentstest

import (
	"cmp"
	"context"
	"slices"
	"testing"
	"time"

	"lernamt/assessments"
)

// imported returns attempts in each state: running with and without a deadline, closed, marked and settled.
func imported() []assessments.Attempt {
	open, closed, marked, settled := sample("a", 1), sample("a", 2), sample("b", 1), sample("b", 2)
	open.Answers = map[assessments.QuestionID]assessments.Answer{"q1": {"a", ""}, "a.$b": {"<b>"}}
	endless := sample("c", 1)
	endless.Deadline = time.Time{}
	closed.Answers = open.Answers
	closed.SubmittedAt = began.Add(10 * time.Minute)
	marked.SubmittedAt, settled.SubmittedAt = closed.SubmittedAt, closed.SubmittedAt
	good, bad := result(9), result(0)
	marked.Result, settled.Result = &bad, &good
	settled.Settled = true
	return []assessments.Attempt{open, closed, marked, settled, endless}
}

func importAll(t *testing.T, s assessments.Store, list ...assessments.Attempt) {
	t.Helper()
	if err := s.Import(t.Context(), list...); err != nil {
		t.Fatalf("Import error = %v", err)
	}
}

func testImport(t *testing.T, s assessments.Store) {
	list := imported()
	importAll(t, s, list...)
	importAll(t, s)
	for _, a := range list {
		wantAttempt(t, "imported attempt", load(t, s, a.ID), a)
	}
	found, err := s.Unsettled(t.Context(), began.Add(time.Hour), 10)
	if err != nil || len(found) != 3 {
		t.Errorf("Unsettled = %d attempts, %v, want the open, the closed and the marked one", len(found), err)
	}

	// What is imported goes on as if it had begun here.
	open, closed := list[0], list[1]
	save(t, s, open.ID, "q2", assessments.Answer{"b"})
	closeAt(t, s, open.ID, began.Add(time.Minute))
	err = s.SaveAnswers(t.Context(), closed.ID, map[assessments.QuestionID]assessments.Answer{"q2": {"b"}})
	wantErr(t, "SaveAnswers(closed)", err, assessments.ErrSubmitted)
	record(t, s, closed.ID, result(3))
	if err := s.Settle(t.Context(), closed.ID); err != nil {
		t.Errorf("Settle error = %v", err)
	}
}

func testImportAgain(t *testing.T, s assessments.Store) {
	list := imported()
	importAll(t, s, list...)
	importAll(t, s, list...)
	for i, change := range []func(*assessments.Attempt){
		func(a *assessments.Attempt) { a.Seed++ },
		func(a *assessments.Attempt) { a.SubmittedAt = a.SubmittedAt.Add(time.Second) },
		func(a *assessments.Attempt) { a.Result = nil },
		func(a *assessments.Attempt) { a.Settled = false },
		func(a *assessments.Attempt) {
			a.Answers = map[assessments.QuestionID]assessments.Answer{"q3": {"x"}}
		},
	} {
		other := list[i]
		change(&other)
		wantErr(t, "Import(different)", s.Import(t.Context(), other), assessments.ErrConflict)
		wantAttempt(t, "attempt after a refused import", load(t, s, other.ID), list[i])
	}
}

func testExport(t *testing.T, s assessments.Store) {
	list := imported()
	importAll(t, s, list...)
	slices.SortFunc(list, func(a, b assessments.Attempt) int { return cmp.Compare(a.ID, b.ID) })
	for limit := 1; limit <= len(list)+1; limit++ {
		var got []assessments.Attempt
		for after := assessments.AttemptID(""); len(got) <= len(list); after = got[len(got)-1].ID {
			page, err := s.Export(t.Context(), after, limit)
			if err != nil || len(page) > limit {
				t.Fatalf("Export(limit %d) = %d attempts, %v", limit, len(page), err)
			}
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
			if limit == 2 { // others write meanwhile, which moves nothing
				start(t, s, sample("writer", len(got)))
				list = append(list, sample("writer", len(got)))
				slices.SortFunc(list, func(a, b assessments.Attempt) int { return cmp.Compare(a.ID, b.ID) })
			}
		}
		if limit == 2 {
			wantWithin(t, got, imported())
			continue
		}
		if len(got) != len(list) {
			t.Fatalf("limit %d: %d attempts, want %d", limit, len(got), len(list))
		}
		for i := range got {
			wantAttempt(t, "exported attempt", got[i], list[i])
		}
	}
	for _, limit := range []int{0, -1} {
		if got, err := s.Export(t.Context(), "", limit); err != nil || len(got) != 0 {
			t.Errorf("Export(limit %d) = %d attempts, %v, want none", limit, len(got), err)
		}
	}
}

// wantWithin wants each of the attempts once among those exported, which are in order.
func wantWithin(t *testing.T, got, want []assessments.Attempt) {
	t.Helper()
	if !slices.IsSortedFunc(got, func(a, b assessments.Attempt) int { return cmp.Compare(a.ID, b.ID) }) {
		t.Error("what was exported is not in order")
	}
	for _, w := range want {
		n := 0
		for _, g := range got {
			if g.ID == w.ID {
				n++
			}
		}
		if n != 1 {
			t.Errorf("attempt %s was exported %d times", w.ID, n)
		}
	}
}

func testExportCancelled(t *testing.T, s assessments.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	list := imported()
	if err := s.Import(ctx, list...); err == nil {
		t.Error("Import with a cancelled context succeeded")
	}
	if _, err := s.Export(ctx, "", 5); err == nil {
		t.Error("Export with a cancelled context succeeded")
	}
	_, err := s.Attempt(t.Context(), list[0].ID)
	wantErr(t, "Attempt after a cancelled import", err, assessments.ErrNotFound)
}
