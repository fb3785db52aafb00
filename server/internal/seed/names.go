package seed

import "math/rand/v2"

// An origin is a group of names that go together. The shares are those of a large public body, roughly.
type origin struct {
	share         int // in percent
	given, family []string
}

var origins = []origin{
	{72, []string{
		"Andreas", "Anja", "Anna", "Anna-Lena", "Axel", "Barbara", "Bernd", "Birgit", "Björn", "Britta", "Carla", "Christian", "Claudia",
		"Daniela", "Dirk", "Elke", "Emma", "Felix", "Finn", "Frank", "Gerd", "Greta", "Hannah", "Heike", "Holger", "Ines", "Ingrid", "Jan", "Jens",
		"Jonas", "Julia", "Jürgen", "Karin", "Kathrin", "Klaus", "Lara", "Lena", "Leon", "Lukas", "Maren", "Markus", "Martina", "Matthias",
		"Mia", "Michael", "Monika", "Nadine", "Niklas", "Nina", "Oliver", "Paul", "Petra", "Ralf", "Renate", "Rüdiger", "Sabine", "Sandra",
		"Silke", "Sophie", "Stefan", "Susanne", "Thomas", "Tim", "Torsten", "Ulrike", "Ursula", "Uwe", "Volker", "Wiebke", "Wolfgang",
	}, []string{
		"Albrecht", "Arnold", "Bauer", "Beck", "Becker", "Berger", "Böhm", "Brandt", "Braun", "Busch", "Dietrich", "Engel", "Fischer", "Frank",
		"Friedrich", "Fuchs", "Graf", "Groß", "Günther", "Haas", "Hahn", "Hartmann", "Heinrich", "Herrmann", "Hoffmann", "Hofmann", "Huber", "Jäger",
		"Jansen", "Kaiser", "Keller", "Klein", "Koch", "Köhler", "König", "Kramer", "Krause", "Krüger", "Kühn", "Lang", "Lange", "Lehmann",
		"Lorenz", "Ludwig", "Maier", "Martin", "Mayer", "Meier", "Meyer", "Meyer zu Bexten", "Möller", "Müller", "Neumann", "Otto", "Peters",
		"Pohl", "Richter", "Roth", "Sauer", "Schäfer", "Schmid", "Schmidt", "Schmitt", "Schneider", "Scholz", "Schreiber", "Schröder", "Schubert",
		"Schulte", "Schulz", "Schumacher", "Schuster", "Schwarz", "Seidel", "Simon", "Sommer", "Stein", "Thiele", "Vogel", "Vogt", "von der Heide",
		"Wagner", "Walter", "Weber", "Weiß", "Werner", "Winkler", "Winter", "Wolf", "Zimmermann",
	}},
	{8, []string{
		"Ahmet", "Ayşe", "Can", "Derya", "Elif", "Emine", "Emre", "Fatma", "Gökhan", "Hülya", "Kemal", "Mehmet", "Murat", "Özlem", "Selin", "Zeynep",
	}, []string{
		"Arslan", "Aydın", "Çelik", "Çetin", "Demir", "Doğan", "Kaya", "Kılıç", "Koç", "Öztürk", "Özdemir", "Polat", "Şahin", "Yıldırım", "Yıldız", "Yılmaz",
	}},
	{6, []string{
		"Agnieszka", "Andrzej", "Anna", "Ewa", "Grzegorz", "Joanna", "Łukasz", "Małgorzata", "Paweł", "Tomasz",
	}, []string{
		"Dąbrowski", "Grabowski", "Jankowski", "Kamińska", "Kowalczyk", "Kowalski", "Lewandowska", "Nowak", "Szymański", "Wiśniewska", "Wójcik", "Zieliński",
	}},
	{5, []string{
		"Alexander", "Anastasia", "Dmytro", "Iryna", "Kateryna", "Maxim", "Natalia", "Olena", "Serhij", "Viktoria",
	}, []string{
		"Bondarenko", "Ivanov", "Kovalenko", "Kravchenko", "Kuznetsov", "Melnyk", "Petrenko", "Schewtschenko", "Sokolova", "Tkachenko",
	}},
	{5, []string{
		"Amira", "Bilal", "Fatima", "Hassan", "Karim", "Layla", "Mariam", "Omar", "Samir", "Yasmin",
	}, []string{
		"Abdallah", "Al-Masri", "Bouzid", "El Amrani", "Haddad", "Hamdan", "Khalil", "Mansour", "Nasser", "Rahmani",
	}},
	{3, []string{
		"Ana", "Dragan", "Ivana", "Luka", "Marija", "Milan", "Nikola", "Petar", "Sanja", "Željko",
	}, []string{
		"Babić", "Đorđević", "Horvat", "Jovanović", "Kovačević", "Marić", "Nikolić", "Petrović", "Šimić", "Vuković",
	}},
	{1, []string{"Linh", "Minh", "Thị Hương", "Tuấn"}, []string{"Hoàng", "Lê", "Nguyễn", "Phạm", "Trần"}},
}

// name draws a given and a family name. Some couples have made one of two family names.
func name(r *rand.Rand) (given, family string) {
	at := r.IntN(100)
	for _, o := range origins {
		if at -= o.share; at < 0 {
			given, family = pick(r, o.given), pick(r, o.family)
			break
		}
	}
	if r.IntN(25) == 0 {
		family += "-" + pick(r, origins[0].family)
	}
	return given, family
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
