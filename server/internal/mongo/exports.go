package mongo

import (
	"context"
	"errors"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/assessments"
	"lernamt/certs"
	"lernamt/courses"
	"lernamt/server/internal/audit"
	"lernamt/server/internal/people"
)

// Exports read from the primary: what a majority has acknowledged before the first page is on one of them.

// export returns a page of documents whose field, which is unique and indexed, comes after the value.
func export[D, T any](ctx context.Context, from *driver.Collection, field, after string, limit int, turn func(D) (T, error)) ([]T, error) {
	filter := bson.D{{Key: field, Value: bson.D{{Key: "$gt", Value: after}}}}
	return exportBy(ctx, from, filter, ascending(field), limit, turn)
}

func exportBy[D, T any](ctx context.Context, from *driver.Collection, filter, order bson.D, limit int, turn func(D) (T, error)) ([]T, error) {
	if limit < 1 {
		return nil, ctx.Err()
	}
	ctx, cancel := patient(ctx)
	defer cancel()
	page, err := list(ctx, from, filter, turn, options.Find().SetSort(order).SetLimit(int64(limit)))
	return page, fault(err, "export %s", from.Name())
}

// ExportVersions implements [courses.Store].
func (s courseStore) ExportVersions(ctx context.Context, after courses.Hash, limit int) ([]courses.Version, error) {
	return export(ctx, s.versions, "_id", string(after), limit, versionDocument.version)
}

// ExportEnrolments implements [courses.Store].
func (s courseStore) ExportEnrolments(ctx context.Context, after courses.Key, limit int) ([]courses.Enrolment, error) {
	module := string(after.Module)
	filter := bson.D{
		{Key: "person", Value: bson.D{{Key: "$gte", Value: after.Person}}}, // where the index begins
		{Key: "$or", Value: bson.A{
			bson.D{{Key: "person", Value: bson.D{{Key: "$gt", Value: after.Person}}}},
			bson.D{{Key: "module", Value: bson.D{{Key: "$gt", Value: module}}}},
			bson.D{{Key: "module", Value: module}, {Key: "cycle", Value: bson.D{{Key: "$gt", Value: after.Cycle}}}},
		}},
	}
	return exportBy(ctx, s.enrolments, filter, ascending("person", "module", "cycle"), limit, enrolmentDocument.enrolment)
}

// Export implements [assessments.Store].
func (s attemptStore) Export(ctx context.Context, after assessments.AttemptID, limit int) ([]assessments.Attempt, error) {
	return export(ctx, s.attempts, "_id", string(after), limit, attemptDocument.attempt)
}

// Export implements [certs.Store].
func (s certStore) Export(ctx context.Context, after certs.Number, limit int) ([]certs.Entry, error) {
	page, err := export(ctx, s.certificates, "number", string(after), limit, itself[certificateDocument])
	if err != nil || len(page) == 0 {
		return nil, err
	}
	ctx, cancel := patient(ctx)
	defer cancel()
	ids := make([]bson.ObjectID, len(page))
	for i := range page {
		ids[i] = page[i].PDF
	}
	kept, err := list(ctx, s.pdfs, byID(bson.D{{Key: "$in", Value: ids}}), itself[pdfDocument])
	if err != nil {
		return nil, fault(err, "export PDFs")
	}
	content := make(map[bson.ObjectID][]byte, len(kept))
	for _, d := range kept {
		content[d.ID] = d.Content
	}
	entries := make([]certs.Entry, len(page))
	for i, d := range page {
		pdf, ok := content[d.PDF]
		if !ok {
			return nil, fault(errors.New("it is missing"), "PDF of certificate %s", d.Number)
		}
		c, err := d.certificate()
		if err != nil {
			return nil, err
		}
		entries[i] = certs.Entry{Certificate: c, PDF: pdf}
	}
	return entries, nil
}

// itself leaves a document as it is.
func itself[D any](d D) (D, error) { return d, nil }

// ExportAccounts implements [people.Store].
func (s peopleStore) ExportAccounts(ctx context.Context, after people.AccountID, limit int) ([]people.Account, error) {
	return export(ctx, s.accounts, "_id", string(after), limit, accountDocument.account)
}

// Export implements [audit.Store].
func (s auditStore) Export(ctx context.Context, after string, limit int) ([]audit.Entry, error) {
	var found []audit.Entry
	for len(found) < limit {
		page, err := export(ctx, s.entries, "_id", after, limit-len(found), itself[auditDocument])
		if err != nil || len(page) == 0 {
			return found, err
		}
		after = page[len(page)-1].ID
		counted, err := s.counted(ctx, page)
		if err != nil {
			return nil, fault(err, "export the audit record")
		}
		for _, d := range counted {
			slices.Sort(d.Subjects)
			found = append(found, audit.Entry{
				ID: d.ID, At: utc(d.At), Actor: d.Actor, Role: d.Role, Action: audit.Action(d.Action), Object: d.Object,
				Subjects: slices.Compact(d.Subjects),
			})
		}
	}
	return found, ctx.Err()
}
