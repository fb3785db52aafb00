package people

import "time"

// Duties returns which modules the people of a unit have to learn and by when. Two assignments of the
// same module are one duty with the earlier date.
func Duties(tree *Tree, assignments []Assignment, unit UnitID) map[string]time.Time {
	due := make(map[string]time.Time)
	for _, a := range assignments {
		for _, top := range a.Units {
			if !tree.Within(unit, top) {
				continue
			}
			if at, ok := due[a.Module]; !ok || a.Due.Before(at) {
				due[a.Module] = a.Due
			}
		}
	}
	return due
}
