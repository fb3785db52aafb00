package peopletest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"lernamt/server/internal/people"
)

// byDIN5007 holds family and given names in the order in which they are listed.
var byDIN5007 = [][2]string{
	{"Au", "Zoe"}, {"Auer", "Anna"}, {"Mader", "Uwe"}, {"Mäder", "Eva"}, {"Mahler", "Ida"},
	{"Müller", "Änne"}, {"müller", "Anton"}, {"Muller", "Ada"}, {"Öz", "Cem"}, {"Ofen", "Kai"},
	{"Weiß", "Bo"}, {"Weiss", "Bo"}, {"Weiß", "Bo"}, {"Zander", "Al"},
}

// crowd creates the people of byDIN5007 in a unit, the last first, and returns their IDs in order.
func crowd(t *testing.T, s people.Store, unit people.UnitID) []people.AccountID {
	t.Helper()
	order := make([]people.AccountID, len(byDIN5007))
	for i, name := range slices.Backward(byDIN5007) {
		a := account(people.AccountID(fmt.Sprintf("%s/%02d", unit, i)), fmt.Sprintf("%d@%s.example", i, unit))
		a.Family, a.Given, a.Unit = name[0], name[1], unit
		create(t, s, a)
		order[i] = a.ID
	}
	return order
}

func testListing(t *testing.T, open func(*testing.T) people.Store) {
	t.Run("accounts are listed after DIN 5007, ties by ID", func(t *testing.T) {
		s := open(t)
		want := crowd(t, s, "a")
		got := page(t, s, []people.UnitID{"a"}, people.Cursor{}, 100)
		if !slices.Equal(ids(got), want) {
			t.Errorf("listed %v, want %v", ids(got), want)
		}
		first := account("a/00", "0@a.example")
		first.Family, first.Given, first.Unit, first.CreatedAt = "Au", "Zoe", "a", kept
		same(t, got[0], first)
	})

	t.Run("pages show everyone exactly once", func(t *testing.T) {
		s := open(t)
		a, b := crowd(t, s, "a"), crowd(t, s, "b")
		crowd(t, s, "c")
		units := []people.UnitID{"b", "a", "nowhere", "b"}
		for limit := 1; limit <= len(a)+len(b)+1; limit++ {
			all := walk(t, s, units, limit, func(int) {})
			if len(all) != len(a)+len(b) {
				t.Fatalf("limit %d: walked %d accounts, want %d", limit, len(all), len(a)+len(b))
			}
			if !slices.IsSortedFunc(all, compare) {
				t.Errorf("limit %d: not in order: %v", limit, ids(all))
			}
			if n := len(slices.Compact(ids(all))); n != len(all) {
				t.Errorf("limit %d: some accounts were shown twice: %v", limit, ids(all))
			}
		}
	})

	t.Run("pages stay in place while people arrive", func(t *testing.T) {
		s := open(t)
		old := crowd(t, s, "a")
		all := ids(walk(t, s, []people.UnitID{"a"}, 3, func(page int) {
			if page >= 5 {
				return // else the walk would never end
			}
			for _, family := range []string{"Aal", "Zylinder"} {
				a := account(people.AccountID(fmt.Sprint(family, page)), fmt.Sprint(family, page, "@a.example"))
				a.Unit, a.Family = "a", family
				create(t, s, a)
			}
		}))
		all = slices.DeleteFunc(all, func(id people.AccountID) bool { return !slices.Contains(old, id) })
		if !slices.Equal(all, old) {
			t.Errorf("walked %v, want %v", all, old)
		}
	})

	t.Run("only these units and no more than asked for", func(t *testing.T) {
		s := open(t)
		crowd(t, s, "a")
		crowd(t, s, "a1")
		for _, c := range []struct {
			units []people.UnitID
			limit int
			want  int
		}{
			{nil, 10, 0}, {[]people.UnitID{"nowhere"}, 10, 0}, {[]people.UnitID{"A"}, 10, 0}, {[]people.UnitID{""}, 10, 0},
			{[]people.UnitID{"a"}, 0, 0}, {[]people.UnitID{"a"}, -1, 0}, {[]people.UnitID{"a"}, 1, 1},
			{[]people.UnitID{"a"}, 100, len(byDIN5007)}, {[]people.UnitID{"a", "a1"}, 100, 2 * len(byDIN5007)},
		} {
			if got := page(t, s, c.units, people.Cursor{}, c.limit); len(got) != c.want {
				t.Errorf("AccountsIn(%q, limit %d) = %d accounts, want %d", c.units, c.limit, len(got), c.want)
			}
		}
		if got := page(t, s, []people.UnitID{"a"}, people.Cursor{SortKey: "zz"}, 10); len(got) != 0 {
			t.Errorf("after the last there are still %v", ids(got))
		}
	})

	t.Run("10,000 units may be asked for", func(t *testing.T) {
		s := open(t)
		want := crowd(t, s, "u9999")
		units := make([]people.UnitID, 10_000)
		for i := range units {
			units[i] = people.UnitID(fmt.Sprintf("u%04d", i))
		}
		if got := page(t, s, units, people.Cursor{}, 100); !slices.Equal(ids(got), want) {
			t.Errorf("listed %v, want %v", ids(got), want)
		}
	})
}

// walk reads all pages of that size, calling between after each.
func walk(t *testing.T, s people.Store, units []people.UnitID, limit int, between func(page int)) []people.Account {
	t.Helper()
	var all []people.Account
	var at people.Cursor
	for n := 0; ; n++ {
		got := page(t, s, units, at, limit)
		if len(got) == 0 {
			return all
		}
		all = append(all, got...)
		if len(all) > 10*len(byDIN5007) {
			t.Fatalf("limit %d: the pages do not end", limit)
		}
		last := got[len(got)-1]
		at = people.Cursor{SortKey: last.SortKey(), ID: last.ID}
		between(n)
	}
}

func page(t *testing.T, s people.Store, units []people.UnitID, after people.Cursor, limit int) []people.Account {
	t.Helper()
	got, err := s.AccountsIn(t.Context(), units, after, limit)
	if err != nil {
		t.Fatalf("AccountsIn(%d units, %q, %d): %v", len(units), after, limit, err)
	}
	if len(got) > max(limit, 0) {
		t.Fatalf("AccountsIn(limit %d) returned %d accounts", limit, len(got))
	}
	return got
}

func ids(accounts []people.Account) []people.AccountID {
	all := make([]people.AccountID, len(accounts))
	for i := range accounts {
		all[i] = accounts[i].ID
	}
	return all
}

func compare(a, b people.Account) int {
	return cmp.Or(cmp.Compare(a.SortKey(), b.SortKey()), cmp.Compare(a.ID, b.ID))
}
