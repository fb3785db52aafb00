package peopletest

import (
	"testing"

	"lernamt/server/internal/people"
)

func testUnits(t *testing.T, open func(*testing.T) people.Store) {
	t.Run("units come back ordered by ID", func(t *testing.T) {
		s := open(t)
		if units, err := s.Units(t.Context()); err != nil || len(units) != 0 {
			t.Errorf("Units of an empty store = %v, %v, want none", units, err)
		}
		given := []people.Unit{
			{ID: "ämter", Parent: "", Name: "Ämter"}, {ID: "b", Parent: "a", Name: "Bürgerbüro"},
			{ID: "B", Parent: "a", Name: "<b>Bau</b>"}, {ID: "a", Parent: "", Name: "Stadt Musterfurt"},
		}
		for _, u := range given {
			if err := s.CreateUnit(t.Context(), u); err != nil {
				t.Fatalf("CreateUnit(%s): %v", u.ID, err)
			}
		}
		wantUnits(t, s, given[2], given[3], given[1], given[0]) // bytewise
	})

	t.Run("a unit is created once", func(t *testing.T) {
		s := open(t)
		first := people.Unit{ID: "a", Name: "Hauptamt"}
		if err := s.CreateUnit(t.Context(), first); err != nil {
			t.Fatal(err)
		}
		wantError(t, "CreateUnit(again)", s.CreateUnit(t.Context(), people.Unit{ID: "a", Name: "Personalamt"}), people.ErrExists)
		wantUnits(t, s, first)
	})
}

func wantUnits(t *testing.T, s people.Store, want ...people.Unit) {
	t.Helper()
	got, err := s.Units(t.Context())
	if err != nil || len(got) != len(want) {
		t.Fatalf("Units = %v, %v, want %v", got, err, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("unit %d = %v, want %v", i, got[i], want[i])
		}
	}
}

func testAccounts(t *testing.T, open func(*testing.T) people.Store) {
	t.Run("an account comes back as it was given", func(t *testing.T) {
		s := open(t)
		full := account("p1", "Joerg.Weiss@Stadt.example")
		full.Given, full.Family = `Jörg "<script>"`, "O’Weiß'; --\n\x00"
		full.LeftAt = noon.AddDate(1, 0, 0)
		bare := people.Account{ID: "p2", Email: "b@stadt.example", CreatedAt: noon}
		create(t, s, full, bare)

		full.CreatedAt, full.LeftAt, bare.CreatedAt = kept, kept.AddDate(1, 0, 0), kept
		same(t, get(t, s, "p1"), full)
		same(t, get(t, s, "p2"), bare)
		count(t, s, 2)
	})

	t.Run("an unknown account is not found", func(t *testing.T) {
		s := open(t)
		create(t, s, account("p1", "a@stadt.example"))
		for _, id := range []people.AccountID{"", "p", "P1", "p11"} {
			_, err := s.Account(t.Context(), id)
			wantError(t, "Account("+string(id)+")", err, people.ErrNotFound)
		}
	})

	t.Run("an account is created once", func(t *testing.T) {
		s := open(t)
		first := account("p1", "a@stadt.example")
		create(t, s, first)
		again := account("p1", "b@stadt.example")
		wantError(t, "CreateAccount(same ID)", s.CreateAccount(t.Context(), again), people.ErrExists)
		first.CreatedAt = kept
		same(t, get(t, s, "p1"), first)
		count(t, s, 1)

		// The address of the refused account is still free.
		create(t, s, account("p2", "b@stadt.example"))
	})

	t.Run("an account is the caller's own copy", func(t *testing.T) {
		s := open(t)
		given := account("p1", "a@stadt.example")
		create(t, s, given)
		given.Grants[0].Role = people.Admin
		got := get(t, s, "p1")
		got.Grants[1].Role = people.Admin
		want := account("p1", "a@stadt.example")
		want.CreatedAt = kept
		same(t, get(t, s, "p1"), want)
	})
}

func testAddresses(t *testing.T, open func(*testing.T) people.Store) {
	t.Run("addresses are compared folded and kept as typed", func(t *testing.T) {
		s := open(t)
		given := account("p1", "  Jörg.WEISS@Ämter.example ")
		create(t, s, given)
		given.CreatedAt = kept
		for _, address := range []string{given.Email, "jörg.weiss@ämter.example", "JÖRG.WEISS@ÄMTER.EXAMPLE\t", "jo\u0308rg.weiss@a\u0308mter.example"} {
			got, err := s.AccountByEmail(t.Context(), address)
			if err != nil {
				t.Fatalf("AccountByEmail(%q): %v", address, err)
			}
			same(t, got, given)
		}
		for _, address := range []string{"", "jorg.weiss@ämter.example", "%@%", "jörg.weiss@ämter.example.", "p1"} {
			_, err := s.AccountByEmail(t.Context(), address)
			wantError(t, "AccountByEmail("+address+")", err, people.ErrNotFound)
		}
	})

	t.Run("an address is taken once", func(t *testing.T) {
		s := open(t)
		create(t, s, account("p1", "jörg@stadt.example"))
		for _, address := range []string{"jörg@stadt.example", "JÖRG@Stadt.Example", " jörg@stadt.example\n"} {
			wantError(t, "CreateAccount(same address)", s.CreateAccount(t.Context(), account("p2", address)), people.ErrExists)
		}
		_, err := s.Account(t.Context(), "p2")
		wantError(t, "Account(refused)", err, people.ErrNotFound)
		count(t, s, 1)

		// The ID of the refused account is still free.
		create(t, s, account("p2", "joerg@stadt.example"))
	})
}

func testChanges(t *testing.T, open func(*testing.T) people.Store) {
	t.Run("password and language are replaced alone", func(t *testing.T) {
		s := open(t)
		want, other := account("p1", "a@stadt.example"), account("p2", "b@stadt.example")
		create(t, s, want, other)
		want.CreatedAt, other.CreatedAt = kept, kept
		for range 2 { // a repeat is no error
			want.Password, want.Language = "$argon2id$neu", "en"
			if err := s.SetPassword(t.Context(), "p1", want.Password); err != nil {
				t.Errorf("SetPassword: %v", err)
			}
			if err := s.SetLanguage(t.Context(), "p1", want.Language); err != nil {
				t.Errorf("SetLanguage: %v", err)
			}
			same(t, get(t, s, "p1"), want)
		}
		if err := s.SetPassword(t.Context(), "p1", ""); err != nil {
			t.Errorf("SetPassword(none): %v", err)
		}
		want.Password = ""
		same(t, get(t, s, "p1"), want)
		same(t, get(t, s, "p2"), other)
	})

	t.Run("an unknown account cannot be changed", func(t *testing.T) {
		s := open(t)
		wantError(t, "SetPassword", s.SetPassword(t.Context(), "p1", "x"), people.ErrNotFound)
		wantError(t, "SetLanguage", s.SetLanguage(t.Context(), "p1", "en"), people.ErrNotFound)
		count(t, s, 0)
	})
}
