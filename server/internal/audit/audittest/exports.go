package audittest

import (
	"reflect"
	"testing"

	"lernamt/server/internal/audit"
)

func testExport(t *testing.T, open func(*testing.T) audit.Store) {
	t.Run("entries are exported oldest first, page by page, while others are added", func(t *testing.T) {
		s := open(t)
		const n = 7
		for i := range n {
			add(t, s, entry(i*3%n, "p2", "p1", "p2"), entry(100+i))
		}
		for limit := 2*n + 1; limit >= 1; limit-- {
			var got []audit.Entry
			for after := ""; len(got) <= 4*n; after = got[len(got)-1].ID {
				page := export(t, s, after, limit)
				if len(page) == 0 {
					break
				}
				if got = append(got, page...); limit == 1 && len(got) <= n {
					add(t, s, entry(1000+len(got), "p1"))
				}
			}
			if len(got) < 2*n || limit > 1 && len(got) > 2*n {
				t.Fatalf("limit %d: %d entries, want %d", limit, len(got), 2*n)
			}
			for i := range n {
				wantEntry(t, got[i], entry(i, "p1", "p2"))
				wantEntry(t, got[n+i], entry(100+i))
			}
		}
		for _, limit := range []int{0, -1} {
			if got := export(t, s, "", limit); len(got) != 0 {
				t.Errorf("Export(limit %d) = %d entries, want none", limit, len(got))
			}
		}
	})

	t.Run("what was exported can be appended elsewhere, and again", func(t *testing.T) {
		from, to := open(t), open(t)
		add(t, from, entry(1, "p1", "p2"), entry(2), entry(3, "p3"))
		all := export(t, from, "", 10)
		add(t, to, all...)
		add(t, to, all...)
		if got := export(t, to, "", 10); !reflect.DeepEqual(got, all) {
			t.Errorf("exported %v, want %v", got, all)
		}
		want(t, to, "p2", entry(1, "p2"))
	})
}

func export(t *testing.T, s audit.Store, after string, limit int) []audit.Entry {
	t.Helper()
	got, err := s.Export(t.Context(), after, limit)
	if err != nil || len(got) > max(limit, 0) {
		t.Fatalf("Export(%q, %d) = %d entries, %v", after, limit, len(got), err)
	}
	return got
}

// wantEntry compares two entries; no subjects may be nil or empty.
func wantEntry(t *testing.T, got, want audit.Entry) {
	t.Helper()
	if len(got.Subjects) == 0 && len(want.Subjects) == 0 {
		got.Subjects, want.Subjects = nil, nil
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("entry = %v, want %v", got, want)
	}
}
