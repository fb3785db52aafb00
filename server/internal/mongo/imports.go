package mongo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/people"
)

// importAll inserts the documents. Of those whose place is taken, same decides whether what is there is as
// good; if it is not, the error is conflict.
func importAll[D any](ctx context.Context, into *driver.Collection, docs []D, same func(D) (bool, error), conflict error) error {
	if len(docs) == 0 {
		return ctx.Err()
	}
	ctx, cancel := patient(ctx)
	defer cancel()
	_, err := into.InsertMany(ctx, docs, options.InsertMany().SetOrdered(false))
	taken, err := takenOf(err)
	if err != nil {
		return fault(err, "import %s", into.Name())
	}
	for _, i := range taken {
		if i >= len(docs) {
			return fmt.Errorf("mongo: import %s: the server complains of document %d of %d", into.Name(), i, len(docs))
		}
		ok, err := same(docs[i])
		if err != nil {
			return fault(err, "import %s", into.Name())
		}
		if !ok {
			return fmt.Errorf("mongo: import %s: %w", into.Name(), conflict)
		}
	}
	return nil
}

// takenOf returns which documents an unordered insert found taken. Any other failure is an error.
func takenOf(err error) ([]int, error) {
	var bulk driver.BulkWriteException
	if !errors.As(err, &bulk) || bulk.WriteConcernError != nil {
		return nil, err
	}
	var taken []int
	for _, e := range bulk.WriteErrors {
		if !driver.IsDuplicateKeyError(e.WriteError) {
			return nil, err
		}
		taken = append(taken, e.Index)
	}
	return taken, nil
}

// asKept returns a function that reports whether the document with the same _id is there and the same.
func asKept[D any](ctx context.Context, in *driver.Collection, id func(D) string) func(D) (bool, error) {
	return func(given D) (bool, error) {
		there, found, err := document[D](in.FindOne(ctx, byID(id(given))))
		if err != nil || !found {
			return false, err
		}
		stored, err := roundTrip(given)
		return err == nil && reflect.DeepEqual(there, stored), err
	}
}

// roundTrip returns the document as it will be read: times cut, empty lists and maps alike.
func roundTrip[D any](d D) (read D, err error) {
	var raw bytes.Buffer
	encoder := bson.NewEncoder(bson.NewDocumentWriter(&raw))
	encoder.NilMapAsEmpty() // as clientOptions says
	encoder.NilSliceAsEmpty()
	encoder.NilByteSliceAsEmpty()
	if err := encoder.Encode(d); err != nil {
		return read, err
	}
	return read, bson.Unmarshal(raw.Bytes(), &read)
}

// ImportEnrolments implements [courses.Store].
func (s courseStore) ImportEnrolments(ctx context.Context, list ...courses.Enrolment) error {
	docs := make([]enrolmentDocument, len(list))
	for i, e := range list {
		docs[i] = enrolmentDocument{
			ID: enrolmentID(e.Key), Person: e.Person, Module: string(e.Module), Cycle: e.Cycle, Version: string(e.Version),
			EnrolledAt: e.EnrolledAt, Lessons: toFields(e.Lessons, utc), CompletedAt: e.CompletedAt, UpdatedAt: e.UpdatedAt,
			Open: e.CompletedAt.IsZero(),
		}
	}
	same := asKept(ctx, s.enrolments, func(d enrolmentDocument) string { return d.ID })
	return importAll(ctx, s.enrolments, docs, same, courses.ErrConflict)
}

// Import implements [assessments.Store].
func (s attemptStore) Import(ctx context.Context, list ...assessments.Attempt) error {
	docs := make([]attemptDocument, len(list))
	for i, a := range list {
		docs[i] = fromAttempt(a)
	}
	same := asKept(ctx, s.attempts, func(d attemptDocument) string { return d.ID })
	return importAll(ctx, s.attempts, docs, same, assessments.ErrConflict)
}

// Import implements [certs.Store]. As in Issue, the PDFs come first.
func (s certStore) Import(ctx context.Context, list ...certs.Entry) error {
	docs := make([]certificateDocument, len(list))
	content := make([]pdfDocument, len(list))
	pdf := make(map[string][]byte, len(list)) // by the certificate's number
	for i, e := range list {
		docs[i] = fromCertificate(e.Certificate)
		content[i] = pdfDocument{ID: docs[i].PDF, Key: docs[i].ID, Content: e.PDF}
		pdf[docs[i].Number] = e.PDF
	}
	never := func(pdfDocument) (bool, error) { return false, nil } // an ObjectID is new
	if err := importAll(ctx, s.pdfs, content, never, certs.ErrConflict); err != nil {
		return err
	}
	same := func(given certificateDocument) (bool, error) {
		_, err := s.pdfs.DeleteOne(ctx, byID(given.PDF)) // nothing will name it
		if err != nil {
			return false, err
		}
		there, err := s.find(ctx, byID(given.ID), given.ID)
		if errors.Is(err, certs.ErrNotFound) {
			return false, nil // it is the number that is taken
		}
		if err != nil {
			return false, err
		}
		given.PDF = there.PDF
		stored, err := roundTrip(given)
		if err != nil || !reflect.DeepEqual(there, stored) {
			return false, err
		}
		kept, err := s.PDF(ctx, certs.Number(given.Number))
		return string(kept) == string(pdf[given.Number]), err
	}
	return importAll(ctx, s.certificates, docs, same, certs.ErrConflict)
}

// ImportAccounts implements [people.Store].
func (s peopleStore) ImportAccounts(ctx context.Context, list ...people.Account) error {
	docs := make([]accountDocument, len(list))
	for i, a := range list {
		docs[i] = fromAccount(a)
	}
	same := asKept(ctx, s.accounts, func(d accountDocument) string { return d.ID })
	return importAll(ctx, s.accounts, docs, same, people.ErrConflict)
}
