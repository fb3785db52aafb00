package demo

import "lernamt/server/internal/people"

// The body is invented: a town with departments, offices and teams.
var units = []people.Unit{
	{ID: "stadt", Name: "Stadt Musterstadt"},
	{ID: "dez1", Parent: "stadt", Name: "Dezernat I – Zentrale Dienste"},
	{ID: "dez2", Parent: "stadt", Name: "Dezernat II – Bürgerdienste"},
	{ID: "dez3", Parent: "stadt", Name: "Dezernat III – Bauen und Umwelt"},
	{ID: "personal", Parent: "dez1", Name: "Personalamt"},
	{ID: "it", Parent: "dez1", Name: "Amt für Informationstechnik"},
	{ID: "kaemmerei", Parent: "dez1", Name: "Kämmerei"},
	{ID: "buergeramt", Parent: "dez2", Name: "Bürgeramt"},
	{ID: "meldestelle", Parent: "buergeramt", Name: "Meldestelle"},
	{ID: "standesamt", Parent: "buergeramt", Name: "Standesamt"},
	{ID: "soziales", Parent: "dez2", Name: "Amt für Soziales"},
	{ID: "wohngeld", Parent: "soziales", Name: "Wohngeldstelle"},
	{ID: "bauamt", Parent: "dez3", Name: "Bauamt"},
	{ID: "bauaufsicht", Parent: "bauamt", Name: "Bauaufsicht"},
	{ID: "umwelt", Parent: "dez3", Name: "Umweltamt"},
	{ID: "ausbildung", Parent: "personal", Name: "Auszubildende"},
}

// A person of the body. Progress says how far they have come, one letter for each module in the order
// of the catalogue: - nothing, e enrolled, h half of the lessons, l all lessons, f failed once, p passed, o passed
// so long ago that it has expired.
type person struct {
	given, family string
	unit          people.UnitID
	progress      string
}

// The first people hold the roles; the others only learn.
var cast = []person{
	{"Jonas", "Weber", "ausbildung", "h-p"},
	{"Miriam", "Okafor", "it", "pp"},
	{"Stefan", "Brandt", "personal", "ph"},
	{"Katrin", "Hofmann", "personal", "pp"},
	{"Elif", "Yıldız", "stadt", "p-"},
	{"Peter", "Lindner", "it", "-p"},

	{"Lena", "Fischer", "ausbildung", "pep"},
	{"Noah", "Schröder", "ausbildung", "lp"},
	{"Amira", "Haddad", "ausbildung", "fh"},
	{"Tim", "Krüger", "ausbildung", "--"},
	{"Sophie", "Großmann", "ausbildung", "ep"},
	{"Andreas", "Becker", "kaemmerei", "pp"},
	{"Ursula", "Vogt", "kaemmerei", "o-"},
	{"Mehmet", "Aydın", "kaemmerei", "-h"},
	{"Claudia", "Zimmermann", "kaemmerei", "hl"},
	{"Sabine", "Neumann", "meldestelle", "p-h"},
	{"Thomas", "Müller", "meldestelle", "pf"},
	{"Olena", "Kovalenko", "meldestelle", "h-"},
	{"Birgit", "Scholz", "meldestelle", "-o"},
	{"Jürgen", "Thiele", "meldestelle", "--"},
	{"Anna-Lena", "Meyer zu Bexten", "standesamt", "pp"},
	{"Markus", "Heinrich", "standesamt", "e-"},
	{"Renate", "Böhm", "standesamt", "ph"},
	{"Daniel", "Nowak", "wohngeld", "hp"},
	{"Fatma", "Demir", "wohngeld", "p-"},
	{"Kerstin", "Lang", "wohngeld", "-e"},
	{"Oliver", "Sauer", "wohngeld", "l-"},
	{"Petra", "Jäger", "soziales", "ppp"},
	{"Wolfgang", "Albrecht", "soziales", "--"},
	{"Nina", "Horvat", "soziales", "f-"},
	{"Frank", "Schubert", "bauaufsicht", "-p"},
	{"Ines", "Marques da Silva", "bauaufsicht", "ph"},
	{"Gökhan", "Çelik", "bauaufsicht", "h-"},
	{"Heike", "Lorenz", "bauaufsicht", "o-"},
	{"Uwe", "Kraft", "bauamt", "--"},
	{"Julia", "Winter", "bauamt", "pl"},
	{"Søren", "Petersen", "umwelt", "-p"},
	{"Mandy", "Richter", "umwelt", "e-"},
	{"Dieter", "Ähnelt", "umwelt", "p-"},
	{"Thị Hương", "Nguyễn", "umwelt", "hh"},
}

// A Login is a sign-in that the demo shows: its role by message key.
type Login struct {
	Role     string
	Email    string
	Password string
}

// roles are what the first of the cast may do; their addresses name the role.
var roles = []struct {
	role    people.Role // empty for a learner
	unit    people.UnitID
	mailbox string
}{
	{"", "", "lernen"},
	{people.Trainer, "stadt", "trainer"},
	{people.HR, "dez2", "personal"},
	{people.Instructor, "ausbildung", "ausbildung"},
	{people.DPO, "stadt", "datenschutz"},
	{people.Admin, "stadt", "admin"},
}
