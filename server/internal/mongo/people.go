package mongo

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/server/internal/people"
)

// peopleStore implements [people.Store]. Units and assignments are in units.go.
type peopleStore struct {
	units, accounts, assignments *driver.Collection
	overview                     *driver.Collection // of accounts
}

type accountDocument struct {
	ID        string          `bson:"_id"`
	Email     string          `bson:"email"`
	Folded    string          `bson:"folded"` // Email folded; unique
	Given     string          `bson:"given"`
	Family    string          `bson:"family"`
	SortKey   string          `bson:"sortKey"`
	Unit      string          `bson:"unit"`
	Grants    []grantDocument `bson:"grants"`
	Language  string          `bson:"language"`
	Password  string          `bson:"password"`
	CreatedAt time.Time       `bson:"createdAt"`
	LeftAt    time.Time       `bson:"leftAt,omitempty"`
}

type grantDocument struct {
	Role string `bson:"role"`
	Unit string `bson:"unit"`
}

func (d accountDocument) account() (people.Account, error) {
	a := people.Account{
		ID: people.AccountID(d.ID), Email: d.Email, Given: d.Given, Family: d.Family, Unit: people.UnitID(d.Unit),
		Language: d.Language, Password: d.Password, CreatedAt: utc(d.CreatedAt), LeftAt: utc(d.LeftAt),
	}
	for _, g := range d.Grants {
		a.Grants = append(a.Grants, people.Grant{Role: people.Role(g.Role), Unit: people.UnitID(g.Unit)})
	}
	return a, nil
}

// CreateAccount implements [people.Store].
func (s peopleStore) CreateAccount(ctx context.Context, a people.Account) error {
	return created(ctx, s.accounts, fromAccount(a), "account "+string(a.ID))
}

func fromAccount(a people.Account) accountDocument {
	doc := accountDocument{
		ID: string(a.ID), Email: a.Email, Folded: people.FoldEmail(a.Email), Given: a.Given, Family: a.Family,
		SortKey: a.SortKey(), Unit: string(a.Unit), Language: a.Language, Password: a.Password,
		CreatedAt: a.CreatedAt, LeftAt: a.LeftAt,
	}
	for _, g := range a.Grants {
		doc.Grants = append(doc.Grants, grantDocument{Role: string(g.Role), Unit: string(g.Unit)})
	}
	return doc
}

// created inserts a document of which there may be one.
func created(ctx context.Context, into *driver.Collection, doc any, what string) error {
	_, err := into.InsertOne(ctx, doc)
	if driver.IsDuplicateKeyError(err) {
		return fmt.Errorf("%s: %w", what, people.ErrExists)
	}
	return fault(err, "create %s", what)
}

// Account implements [people.Store].
func (s peopleStore) Account(ctx context.Context, id people.AccountID) (people.Account, error) {
	return s.account(ctx, byID(string(id)), string(id))
}

// AccountByEmail implements [people.Store].
func (s peopleStore) AccountByEmail(ctx context.Context, address string) (people.Account, error) {
	// The address is personal data and has no place in an error.
	return s.account(ctx, bson.D{{Key: "folded", Value: people.FoldEmail(address)}}, "with the address")
}

func (s peopleStore) account(ctx context.Context, filter bson.D, sought string) (people.Account, error) {
	doc, found, err := document[accountDocument](s.accounts.FindOne(ctx, filter))
	if err != nil {
		return people.Account{}, fault(err, "account %s", sought)
	}
	if !found {
		return people.Account{}, fmt.Errorf("account %s: %w", sought, people.ErrNotFound)
	}
	return doc.account()
}

// AccountsIn implements [people.Store].
func (s peopleStore) AccountsIn(ctx context.Context, units []people.UnitID, after people.Cursor, limit int) ([]people.Account, error) {
	if limit < 1 {
		return nil, ctx.Err()
	}
	filter := bson.D{{Key: "unit", Value: bson.D{{Key: "$in", Value: units}}}}
	if after != (people.Cursor{}) {
		filter = append(filter,
			bson.E{Key: "sortKey", Value: bson.D{{Key: "$gte", Value: after.SortKey}}}, // where the index begins
			bson.E{Key: "$or", Value: bson.A{
				bson.D{{Key: "sortKey", Value: bson.D{{Key: "$gt", Value: after.SortKey}}}},
				bson.D{{Key: "_id", Value: bson.D{{Key: "$gt", Value: string(after.ID)}}}},
			}})
	}
	all, err := list(ctx, s.overview, filter, accountDocument.account,
		options.Find().SetSort(ascending("sortKey", "_id")).SetLimit(int64(limit)))
	return all, fault(err, "accounts in %d units", len(units))
}

// CountAccounts implements [people.Store].
func (s peopleStore) CountAccounts(ctx context.Context) (int, error) {
	// Every address is at least empty: so the index of addresses is counted instead of the accounts.
	every := bson.D{{Key: "folded", Value: bson.D{{Key: "$gte", Value: ""}}}}
	n, err := s.accounts.CountDocuments(ctx, every)
	return int(n), fault(err, "count accounts")
}

// SetPassword implements [people.Store].
func (s peopleStore) SetPassword(ctx context.Context, id people.AccountID, hash string) error {
	return s.set(ctx, id, "password", hash)
}

// SetLanguage implements [people.Store].
func (s peopleStore) SetLanguage(ctx context.Context, id people.AccountID, language string) error {
	return s.set(ctx, id, "language", language)
}

func (s peopleStore) set(ctx context.Context, id people.AccountID, field, value string) error {
	r, err := s.accounts.UpdateOne(ctx, byID(string(id)), bson.D{{Key: "$set", Value: bson.D{{Key: field, Value: value}}}})
	if err != nil {
		return fault(err, "set %s of account %s", field, id)
	}
	if r.MatchedCount == 0 {
		return fmt.Errorf("account %s: %w", id, people.ErrNotFound)
	}
	return nil
}
