package audittest

import (
	"fmt"
	"slices"
	"testing"

	"lernamt/server/internal/audit"
)

func testAppend(t *testing.T, open func(*testing.T) audit.Store) {
	t.Run("an entry comes back as it was given", func(t *testing.T) {
		s := open(t)
		given := audit.Entry{
			ID: audit.NewID(noon, [8]byte{1}), At: noon, Actor: "ä/1", Role: "dpo", Action: audit.Exported,
			Object: "<b>Bericht</b>\x00", Subjects: []string{"p1"},
		}
		add(t, s, given)
		given.At = kept
		want(t, s, "p1", given)
	})

	t.Run("each person concerned sees the entry, and only their own name in it", func(t *testing.T) {
		s := open(t)
		given := entry(1, "p1", "p2", "p1") // named twice, shown once
		add(t, s, given)
		given.Subjects[1] = "changed by the caller afterwards"
		want(t, s, "p1", given)
		want(t, s, "p2", given)
		for _, account := range []string{"", "P1", "p", "p11", "hr1"} {
			want(t, s, account)
		}
	})

	t.Run("an entry may concern 200 people or nobody", func(t *testing.T) {
		s := open(t)
		crowd := make([]string, 200)
		for i := range crowd {
			crowd[i] = fmt.Sprintf("p%03d", i)
		}
		add(t, s, entry(1, crowd...), entry(2))
		add(t, s)
		for _, account := range crowd {
			want(t, s, account, entry(1))
		}
	})

	t.Run("an entry that is there is left as it is", func(t *testing.T) {
		s := open(t)
		first := entry(1, "p1")
		add(t, s, first)
		again := entry(1, "p1", "p2")
		again.Actor, again.Object = "someone else", "else"
		twice := entry(2, "p2")
		add(t, s, again, entry(2, "p1"), twice)
		want(t, s, "p1", entry(2), first)
		want(t, s, "p2") // neither through the repeat nor through the second entry with one ID
		add(t, s, entry(1, "p1"), entry(2, "p1"))
		want(t, s, "p1", entry(2), first)
	})
}

func testAbout(t *testing.T, open func(*testing.T) audit.Store) {
	t.Run("entries are listed newest first, page by page", func(t *testing.T) {
		s := open(t)
		const n = 25
		for i := range n { // not in the order of their IDs
			k := (i*7 + 3) % n
			add(t, s, entry(k, "p1", "p2"), entry(1000+k, "p2"))
		}
		for limit := 1; limit <= n+1; limit++ {
			var got []audit.Entry
			for before := ""; ; before = got[len(got)-1].ID {
				page := about(t, s, "p1", before, limit)
				if len(page) > limit {
					t.Fatalf("About(limit %d) returned %d entries", limit, len(page))
				}
				if len(page) == 0 {
					break
				}
				if got = append(got, page...); len(got) > n {
					t.Fatalf("limit %d: the pages do not end", limit)
				}
			}
			all := make([]audit.Entry, n)
			for i := range all {
				all[i] = entry(i)
			}
			slices.Reverse(all)
			equal(t, got, "p1", all...)
		}
	})

	t.Run("before need not be the ID of an entry", func(t *testing.T) {
		s := open(t)
		add(t, s, entry(1, "p1"), entry(3, "p1"))
		equal(t, about(t, s, "p1", entry(2).ID, 10), "p1", entry(1))
		equal(t, about(t, s, "p1", entry(1).ID, 10), "p1")
		equal(t, about(t, s, "p1", "zzz", 10), "p1", entry(3), entry(1))
	})

	t.Run("no more entries than asked for", func(t *testing.T) {
		s := open(t)
		add(t, s, entry(1, "p1"), entry(2, "p1"))
		for _, c := range [][2]int{{-1, 0}, {0, 0}, {1, 1}, {2, 2}, {3, 2}} {
			if got := about(t, s, "p1", "", c[0]); len(got) != c[1] {
				t.Errorf("About(limit %d) = %d entries, want %d", c[0], len(got), c[1])
			}
		}
	})
}
