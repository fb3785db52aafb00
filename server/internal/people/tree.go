package people

import (
	"cmp"
	"slices"
	"strings"
)

// A Tree is the body's units, arranged. It is immutable.
type Tree struct {
	units    map[UnitID]Unit
	parent   map[UnitID]UnitID   // as arranged, so without cycles; none at the top
	children map[UnitID][]UnitID // by name
}

// NewTree arranges units. A unit whose parent is unknown, or that lies on a cycle, stands at the top,
// so that none is ever out of sight. Units without an ID are left out.
func NewTree(units []Unit) *Tree {
	t := &Tree{units: make(map[UnitID]Unit, len(units)), parent: make(map[UnitID]UnitID), children: make(map[UnitID][]UnitID)}
	for _, u := range units {
		if u.ID != "" {
			t.units[u.ID] = u
		}
	}
	for id, u := range t.units {
		if _, ok := t.units[u.Parent]; ok && !t.cyclic(id) {
			t.parent[id] = u.Parent
		}
		t.children[t.parent[id]] = append(t.children[t.parent[id]], id)
	}
	for _, ids := range t.children {
		slices.SortFunc(ids, func(a, b UnitID) int {
			return cmp.Or(strings.Compare(fold(t.units[a].Name), fold(t.units[b].Name)), cmp.Compare(a, b))
		})
	}
	return t
}

// cyclic reports whether following the parents of id leads back to id.
func (t *Tree) cyclic(id UnitID) bool {
	at := t.units[id].Parent
	for range len(t.units) {
		if at == id {
			return true
		}
		u, ok := t.units[at]
		if !ok {
			return false
		}
		at = u.Parent
	}
	return false
}

// Unit returns the unit, or false.
func (t *Tree) Unit(id UnitID) (Unit, bool) {
	u, ok := t.units[id]
	return u, ok
}

// Children returns the units directly below id, by name; those at the top for the empty id.
func (t *Tree) Children(id UnitID) []UnitID { return slices.Clone(t.children[id]) }

// Below returns id and everything below it, parents before children. An unknown id has nothing.
func (t *Tree) Below(id UnitID) []UnitID {
	if _, ok := t.units[id]; !ok {
		return nil
	}
	all := []UnitID{id}
	for i := 0; i < len(all); i++ {
		all = append(all, t.children[all[i]]...)
	}
	return all
}

// Path returns the units from the top down to id. An unknown id has none.
func (t *Tree) Path(id UnitID) []Unit {
	var path []Unit
	for u, ok := t.units[id]; ok; u, ok = t.units[t.parent[u.ID]] {
		path = append(path, u)
	}
	slices.Reverse(path)
	return path
}

// Within reports whether id is top or lies below it. Nothing lies within an unknown unit.
func (t *Tree) Within(id, top UnitID) bool {
	for u, ok := t.units[id]; ok; u, ok = t.units[t.parent[u.ID]] {
		if u.ID == top {
			return true
		}
	}
	return false
}

// Covers reports whether the account holds the role over the unit.
func (a *Account) Covers(r Role, t *Tree, unit UnitID) bool {
	for _, g := range a.Grants {
		if g.Role == r && t.Within(unit, g.Unit) {
			return true
		}
	}
	return false
}
