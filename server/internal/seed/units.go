package seed

import (
	"fmt"
	"time"

	"lernamt/courses"
	"lernamt/server/internal/people"
)

// The tree has a root, departments of 8 offices, offices of 20 teams, and teams of 25 people: an office
// has 500.
const (
	perTeam       = 25
	perOffice     = 20 * perTeam
	perDepartment = 8 * perOffice
)

const root people.UnitID = "land"

var (
	departments = []string{"Inneres", "Finanzen", "Soziales", "Bauen und Verkehr", "Umwelt", "Bildung", "Wirtschaft", "Justiz"}
	offices     = []string{"Bürgeramt", "Finanzamt", "Jugendamt", "Bauamt", "Umweltamt", "Schulamt", "Ordnungsamt", "Amtsgericht", "Straßenverkehrsamt",
		"Sozialamt", "Gesundheitsamt", "Ausländerbehörde", "Standesamt", "Katasteramt", "Personalamt", "Amt für Informationstechnik"}
	teams = []string{"Leitung", "Poststelle", "Registratur", "Widersprüche", "Haushalt", "Service", "Kasse", "Recht", "Außendienst", "Beratung"}
)

func department(i int) people.UnitID {
	return people.UnitID(fmt.Sprintf("dezernat-%03d", i/perDepartment+1))
}
func office(i int) people.UnitID { return people.UnitID(fmt.Sprintf("amt-%04d", i/perOffice+1)) }
func team(i int) people.UnitID   { return people.UnitID(fmt.Sprintf("team-%05d", i/perTeam+1)) }

// units returns the tree for so many people.
func units(n int) []people.Unit {
	all := []people.Unit{{ID: root, Name: "Land Musterland"}}
	for i := 0; i < n; i += perTeam {
		if i%perDepartment == 0 {
			k := i / perDepartment
			all = append(all, people.Unit{ID: department(i), Parent: root, Name: fmt.Sprintf("Dezernat %d – %s", k+1, departments[k%len(departments)])})
		}
		if i%perOffice == 0 {
			k := i / perOffice
			all = append(all, people.Unit{ID: office(i), Parent: department(i), Name: fmt.Sprintf("%s %d", offices[k%len(offices)], k+1)})
		}
		k := i / perTeam
		all = append(all, people.Unit{ID: team(i), Parent: office(i), Name: fmt.Sprintf("Sachgebiet %d – %s", k+1, teams[k%len(teams)])})
	}
	return all
}

// assignments has half of the modules learnt by everybody and the others by one department each.
func assignments(modules []courses.ModuleID, bodySize int, until time.Time) []people.Assignment {
	all := make([]people.Assignment, len(modules))
	for k, m := range modules {
		unit := root
		if k%2 == 1 {
			unit = department(k / 2 * perDepartment % max(bodySize, 1))
		}
		all[k] = people.Assignment{
			ID: people.AssignmentID(fmt.Sprintf("seed-%03d", k)), Module: string(m), Units: []people.UnitID{unit},
			Due: until.AddDate(0, 0, 23*(k%5)-46), CreatedBy: accountID(0), CreatedAt: until.AddDate(0, -10, -k),
		}
	}
	return all
}
