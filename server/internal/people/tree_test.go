package people

import (
	"slices"
	"strings"
	"testing"
)

// town is a body of four levels. Units are listed below their parents, or not at all.
func town() *Tree {
	return NewTree([]Unit{
		{"bau-hoch", "bau", "Hochbau"}, {"stadt", "", "Stadt Musterfurt"}, {"zoo", "stadt", "Zoo"},
		{"bau", "stadt", "Bauamt"}, {"aemter", "stadt", "Ämterverwaltung"}, {"bau-tief", "bau", "Tiefbau"},
		{"kanal", "bau-tief", "Kanalbetrieb"},
		{"waise", "weg", "Außenstelle"},              // its parent is unknown
		{"x", "y", "Kreis X"}, {"y", "x", "Kreis Y"}, // a cycle
		{"unter-x", "x", "Unter X"}, {"selbst", "selbst", "Ich"}, // below a cycle; its own parent
		{"", "stadt", "ohne Kennung"},
	})
}

func TestTreeChildren(t *testing.T) {
	for _, c := range []struct {
		id   UnitID
		want string
	}{
		{"", "waise selbst x y stadt"},
		{"stadt", "aemter bau zoo"},
		{"bau", "bau-hoch bau-tief"},
		{"kanal", ""},
		{"x", "unter-x"},
		{"weg", ""},
	} {
		if got := joined(town().Children(c.id)); got != c.want {
			t.Errorf("Children(%q) = %s, want %s", c.id, got, c.want)
		}
	}
	tree := town()
	tree.Children("bau")[0] = "changed"
	if got := joined(tree.Children("bau")); got != "bau-hoch bau-tief" {
		t.Errorf("Children = %s after the caller changed its copy", got)
	}
}

func TestTreeBelow(t *testing.T) {
	for _, c := range []struct {
		id   UnitID
		want string
	}{
		{"stadt", "stadt aemter bau zoo bau-hoch bau-tief kanal"},
		{"kanal", "kanal"},
		{"x", "x unter-x"},
		{"selbst", "selbst"},
		{"", ""},
		{"weg", ""},
	} {
		if got := joined(town().Below(c.id)); got != c.want {
			t.Errorf("Below(%q) = %s, want %s", c.id, got, c.want)
		}
	}
}

func TestTreePath(t *testing.T) {
	for _, c := range []struct {
		id   UnitID
		want string
	}{
		{"kanal", "stadt bau bau-tief kanal"},
		{"stadt", "stadt"},
		{"waise", "waise"},
		{"unter-x", "x unter-x"},
		{"weg", ""},
		{"", ""},
	} {
		var ids []UnitID
		for _, u := range town().Path(c.id) {
			ids = append(ids, u.ID)
		}
		if got := joined(ids); got != c.want {
			t.Errorf("Path(%q) = %s, want %s", c.id, got, c.want)
		}
	}
}

func TestTreeUnit(t *testing.T) {
	if u, ok := town().Unit("bau"); !ok || u != (Unit{"bau", "stadt", "Bauamt"}) {
		t.Errorf("Unit = %v, %v", u, ok)
	}
	for _, id := range []UnitID{"", "weg", "BAU"} {
		if u, ok := town().Unit(id); ok {
			t.Errorf("Unit(%q) = %v, want none", id, u)
		}
	}
}

func TestCovers(t *testing.T) {
	a := Account{Unit: "bau", Grants: []Grant{{HR, "bau"}, {Instructor, "kanal"}, {DPO, ""}, {Admin, "weg"}, {Trainer, "x"}}}
	for _, c := range []struct {
		role Role
		unit UnitID
		want bool
	}{
		{HR, "bau", true}, {HR, "bau-tief", true}, {HR, "kanal", true},
		{HR, "stadt", false}, {HR, "zoo", false}, {HR, "", false}, {HR, "weg", false}, {HR, "waise", false},
		{Instructor, "kanal", true}, {Instructor, "bau-tief", false},
		{DPO, "", false}, {DPO, "stadt", false}, // a role in no unit counts nowhere
		{Admin, "weg", false}, {Admin, "waise", false}, // nor does one in an unknown unit
		{Trainer, "x", true}, {Trainer, "unter-x", true}, {Trainer, "y", false},
		{"", "bau", false},
	} {
		if got := a.Covers(c.role, town(), c.unit); got != c.want {
			t.Errorf("Covers(%q, %q) = %v, want %v", c.role, c.unit, got, c.want)
		}
	}
}

// FuzzTree builds trees from strings whose bytes are unit and parent in turn, and demands that what is below a unit is
// what lies within it, and that each unit stands below exactly one top.
func FuzzTree(f *testing.F) {
	for _, seed := range []string{"", "aabbcc", "abbcca", "a.bacb", "abba", "aaab", "a\x00\x00a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, links string) {
		var units []Unit
		for i := 0; i+1 < min(len(links), 60); i += 2 {
			units = append(units, Unit{ID: UnitID(strings.Trim(links[i:i+1], ".")), Parent: UnitID(strings.Trim(links[i+1:i+2], "."))})
		}
		tree := NewTree(units)
		for _, u := range units {
			if _, ok := tree.Unit(u.ID); !ok {
				continue // without an ID
			}
			below := tree.Below(u.ID)
			for _, other := range units {
				if got, want := tree.Within(other.ID, u.ID), slices.Contains(below, other.ID); got != want {
					t.Errorf("Within(%q, %q) = %v, Below = %q", other.ID, u.ID, got, below)
				}
			}
			if path := tree.Path(u.ID); !slices.Contains(tree.Children(""), path[0].ID) || path[len(path)-1].ID != u.ID {
				t.Errorf("Path(%q) = %v", u.ID, path)
			}
		}
	})
}

func joined(ids []UnitID) string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return strings.Join(all, " ")
}
