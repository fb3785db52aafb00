package peopletest

import (
	"fmt"
	"testing"

	"lernamt/server/internal/people"
)

func testExports(t *testing.T, open func(*testing.T) people.Store) {
	t.Run("accounts are exported by ID, page by page, while others arrive", func(t *testing.T) {
		s := open(t)
		const n = 9
		for i := range n {
			create(t, s, account(people.AccountID(fmt.Sprintf("p%d", i*4%n)), fmt.Sprintf("%d@stadt.example", i)))
		}
		for limit := n + 1; limit >= 1; limit-- {
			var got []people.Account
			for after := people.AccountID(""); len(got) <= 3*n; after = got[len(got)-1].ID {
				page := exportPage(t, s, after, limit)
				if len(page) == 0 {
					break
				}
				if got = append(got, page...); limit == 1 && len(got) <= n {
					id := fmt.Sprintf("a%d", len(got))
					create(t, s, account(people.AccountID(id), id+"@neu.example"))
				}
			}
			if len(got) != n {
				t.Fatalf("limit %d: %d accounts, want %d", limit, len(got), n)
			}
			for i, a := range got {
				same(t, a, get(t, s, people.AccountID(fmt.Sprintf("p%d", i))))
			}
		}
		for _, limit := range []int{0, -1} {
			if got := exportPage(t, s, "", limit); len(got) != 0 {
				t.Errorf("ExportAccounts(limit %d) = %d accounts, want none", limit, len(got))
			}
		}
	})

	t.Run("an imported account is as it was created", func(t *testing.T) {
		s := open(t)
		a, b := account("p1", "Ä@stadt.example"), account("p2", "b@stadt.example")
		a.CreatedAt, b.CreatedAt, b.LeftAt, b.Grants = kept, kept, kept, nil
		for range 2 {
			wantError(t, "ImportAccounts", s.ImportAccounts(t.Context(), a, b), nil)
		}
		wantError(t, "ImportAccounts(nobody)", s.ImportAccounts(t.Context()), nil)
		same(t, get(t, s, "p1"), a)
		same(t, get(t, s, "p2"), b)
		count(t, s, 2)
		if found, err := s.AccountByEmail(t.Context(), "ä@STADT.example"); err != nil || found.ID != "p1" {
			t.Errorf("AccountByEmail = %s, %v", found.ID, err)
		}
		if got := page(t, s, []people.UnitID{"amt-10"}, people.Cursor{}, 10); len(got) != 2 {
			t.Errorf("AccountsIn = %d accounts, want 2", len(got))
		}
	})

	t.Run("importing a different account under one ID or address is refused", func(t *testing.T) {
		s := open(t)
		a := account("p1", "a@stadt.example")
		a.CreatedAt = kept
		create(t, s, a)
		name, address := a, a
		name.Family = "Anders"
		address.ID, address.Email = "p2", "A@stadt.example"
		wantError(t, "ImportAccounts(name)", s.ImportAccounts(t.Context(), name), people.ErrConflict)
		wantError(t, "ImportAccounts(address)", s.ImportAccounts(t.Context(), address), people.ErrConflict)
		same(t, get(t, s, "p1"), a)
		count(t, s, 1)
		if err := s.ImportAccounts(cancelled(t), account("p3", "c@stadt.example")); err == nil {
			t.Error("ImportAccounts with a cancelled context succeeded")
		}
		if _, err := s.ExportAccounts(cancelled(t), "", 1); err == nil {
			t.Error("ExportAccounts with a cancelled context succeeded")
		}
		count(t, s, 1)
	})
}

func exportPage(t *testing.T, s people.Store, after people.AccountID, limit int) []people.Account {
	t.Helper()
	got, err := s.ExportAccounts(t.Context(), after, limit)
	if err != nil || len(got) > max(limit, 0) {
		t.Fatalf("ExportAccounts(%q, %d) = %d accounts, %v", after, limit, len(got), err)
	}
	return got
}
