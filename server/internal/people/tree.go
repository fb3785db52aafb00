package people

import (
	"slices"
	"sort"
)

// A Tree is the body's units, arranged. It is immutable.
type Tree struct {
	units    map[UnitID]Unit
	children map[UnitID][]UnitID // by name
}

// NewTree arranges units. A unit whose parent is unknown, or that lies on a cycle, stands at the top,
// so that none is ever out of sight.
func NewTree(units []Unit) *Tree {
	t := &Tree{units: make(map[UnitID]Unit, len(units)), children: make(map[UnitID][]UnitID)}
	for _, u := range units {
		t.units[u.ID] = u
	}
	for _, u := range units {
		parent := u.Parent
		if _, ok := t.units[parent]; !ok || t.cyclic(u.ID) {
			parent = ""
		}
		t.children[parent] = append(t.children[parent], u.ID)
	}
	for _, ids := range t.children {
		sort.Slice(ids, func(i, j int) bool {
			a, b := t.units[ids[i]], t.units[ids[j]]
			return a.Name < b.Name || a.Name == b.Name && a.ID < b.ID
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

// Path returns the units from the top down to id.
func (t *Tree) Path(id UnitID) []Unit {
	var path []Unit
	for range len(t.units) {
		u, ok := t.units[id]
		if !ok {
			break
		}
		path = append(path, u)
		id = u.Parent
	}
	slices.Reverse(path)
	return path
}

// Within reports whether id is top or lies below it.
func (t *Tree) Within(id, top UnitID) bool {
	for range len(t.units) + 1 {
		if id == top {
			return id != ""
		}
		u, ok := t.units[id]
		if !ok {
			return false
		}
		id = u.Parent
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
