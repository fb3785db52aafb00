package people

import "context"

// A Cursor is a stable place in a list of accounts. The zero Cursor is the beginning.
type Cursor struct {
	SortKey string
	ID      AccountID
}

// A Store keeps units, accounts and assignments. Times are UTC with millisecond precision; a store
// returns them so.
//
// Every method is safe for concurrent use by any number of processes and honours ctx. What a method
// has acknowledged by returning nil survives a crash.
type Store interface {
	// CreateUnit records a unit. ErrExists if its ID is taken.
	CreateUnit(ctx context.Context, u Unit) error

	// Units returns all units, ordered by ID.
	Units(ctx context.Context) ([]Unit, error)

	// CreateAccount records an account. ErrExists if its ID or, folded, its address is taken: of
	// several concurrent calls exactly one succeeds.
	CreateAccount(ctx context.Context, a Account) error

	// Account returns the account, or ErrNotFound.
	Account(ctx context.Context, id AccountID) (Account, error)

	// AccountByEmail returns the account with the address, folded, or ErrNotFound.
	AccountByEmail(ctx context.Context, address string) (Account, error)

	// AccountsIn returns up to limit accounts of exactly these units, ordered by SortKey and ID, that
	// come after the cursor. At most 10,000 units may be asked for at once.
	AccountsIn(ctx context.Context, units []UnitID, after Cursor, limit int) ([]Account, error)

	// CountAccounts returns how many accounts there are.
	CountAccounts(ctx context.Context) (int, error)

	// SetPassword replaces the password hash. ErrNotFound if there is no such account.
	SetPassword(ctx context.Context, id AccountID, hash string) error

	// SetLanguage replaces the language. ErrNotFound if there is no such account.
	SetLanguage(ctx context.Context, id AccountID, language string) error

	// CreateAssignment records an assignment. ErrExists if its ID is taken.
	CreateAssignment(ctx context.Context, a Assignment) error

	// Assignments returns all assignments, ordered by Due, then ID.
	Assignments(ctx context.Context) ([]Assignment, error)

	// ExportAccounts returns up to limit accounts whose ID comes after the one given, by ID (byte order). Each account
	// that was there before the first page was asked for is on one page, whatever is created meanwhile. It serves
	// backups.
	ExportAccounts(ctx context.Context, after AccountID, limit int) ([]Account, error)

	// ImportAccounts records accounts as they were exported. One that is there already is left as it is;
	// [ErrConflict] if it differs, or if its address is another's. After an error some of the others may be there.
	ImportAccounts(ctx context.Context, list ...Account) error
}
