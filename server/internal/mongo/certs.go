package mongo

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/certs"
)

// certStore implements [certs.Store]. PDFs are kept apart from the certificates, so that lists of
// certificates do not drag them along.
type certStore struct {
	certificates, pdfs *driver.Collection
	overview           *driver.Collection // of certificates
}

// certificateDocument is one entry of the ledger. It is written after its PDF, so whoever finds it finds that.
type certificateDocument struct {
	ID          string        `bson:"_id"` // keyID
	PDF         bson.ObjectID `bson:"pdf"` // _id of the pdfDocument
	Number      string        `bson:"number"`
	Code        string        `bson:"code"`
	Person      string        `bson:"person"`
	Subject     string        `bson:"subject"`
	Cycle       int           `bson:"cycle"`
	Kind        string        `bson:"kind"`
	Language    string        `bson:"language"`
	Holder      string        `bson:"holder"`
	Title       string        `bson:"title"`
	Version     string        `bson:"version"`
	ContentHash string        `bson:"contentHash"`
	Minutes     int           `bson:"minutes"`
	Objectives  []string      `bson:"objectives"`
	Competences []string      `bson:"competences"`
	LegalBases  []string      `bson:"legalBases"`
	From        time.Time     `bson:"from"`
	Until       time.Time     `bson:"until"`
	IssuerName  string        `bson:"issuerName"`
	IssuerPlace string        `bson:"issuerPlace"`
	Responsible string        `bson:"responsible"`
	IssuedAt    time.Time     `bson:"issuedAt"`
	ValidUntil  time.Time     `bson:"validUntil"`
	PDFHash     string        `bson:"pdfHash"`
	Template    string        `bson:"template"`

	Edition int             `bson:"edition,omitempty"`
	Ended   *endingDocument `bson:"ended,omitempty"`
	Link    string          `bson:"link,omitempty"`
	Modules []partDocument  `bson:"modules,omitempty"`
}

// endingDocument is the end of a certificate. It is set once.
type endingDocument struct {
	At     time.Time `bson:"at"`
	Reason string    `bson:"reason"`
	By     string    `bson:"by"`
}

// partDocument is a module of a programme.
type partDocument struct {
	Title   string `bson:"title"`
	Minutes int    `bson:"minutes"`
}

// pdfDocument is the PDF of one certificate, or of one that was nearly issued: see Issue.
type pdfDocument struct {
	ID      bson.ObjectID `bson:"_id"`
	Key     string        `bson:"key"` // _id of the certificate
	Content []byte        `bson:"content"`
}

func fromCertificate(c certs.Certificate) certificateDocument {
	doc := certificateDocument{
		ID: certificateID(c.Key), PDF: bson.NewObjectID(),
		Number: string(c.Number), Code: c.Code, Person: c.Person, Subject: c.Subject, Cycle: c.Cycle,
		Kind: string(c.Kind), Language: c.Language, Holder: c.Holder,
		Title: c.Title, Version: c.Version, ContentHash: c.ContentHash, Minutes: c.Minutes,
		Objectives: c.Objectives, Competences: c.Competences, LegalBases: c.LegalBases, From: c.From, Until: c.Until,
		IssuerName: c.IssuerName, IssuerPlace: c.IssuerPlace, Responsible: c.Responsible,
		IssuedAt: c.IssuedAt, ValidUntil: c.ValidUntil, PDFHash: c.PDFHash, Template: c.Template,
		Edition: c.Edition, Link: c.Link,
	}
	for _, m := range c.Modules {
		doc.Modules = append(doc.Modules, partDocument(m))
	}
	if !c.Ended.At.IsZero() {
		doc.Ended = &endingDocument{c.Ended.At, string(c.Ended.Reason), string(c.Ended.By)}
	}
	return doc
}

// certificateID returns the _id of the certificate with the key, such as "p1/datenpannen/1", or
// "p1/datenpannen/1/2" for an edition after the first.
func certificateID(k certs.Key) string {
	id := keyID(k.Person, k.Subject, k.Cycle)
	if k.Edition != 0 {
		id += "/" + strconv.Itoa(k.Edition)
	}
	return id
}

func (d certificateDocument) certificate() (certs.Certificate, error) {
	c := certs.Certificate{
		Number: certs.Number(d.Number), Code: d.Code,
		Key:  certs.Key{Person: d.Person, Subject: d.Subject, Cycle: d.Cycle, Edition: d.Edition},
		Kind: certs.Kind(d.Kind), Language: d.Language, Holder: d.Holder,
		Achievement: certs.Achievement{
			Title: d.Title, Version: d.Version, ContentHash: d.ContentHash, Minutes: d.Minutes,
			Objectives: d.Objectives, Competences: d.Competences, LegalBases: d.LegalBases,
			From: utc(d.From), Until: utc(d.Until),
		},
		IssuerName: d.IssuerName, IssuerPlace: d.IssuerPlace, Responsible: d.Responsible,
		IssuedAt: utc(d.IssuedAt), ValidUntil: utc(d.ValidUntil), PDFHash: d.PDFHash, Template: d.Template, Link: d.Link,
	}
	for _, m := range d.Modules {
		c.Modules = append(c.Modules, certs.Part(m))
	}
	if d.Ended != nil {
		c.Ended = certs.Ending{At: utc(d.Ended.At), Reason: certs.Reason(d.Ended.Reason), By: certs.Number(d.Ended.By)}
	}
	return c, nil
}

// Issue implements [certs.Store].
//
// The PDF is written first under an ID of its own, then the certificate that names it: the moment of issue.
// PDFs of the same key that lost the race, or that a crash left behind, are removed once there is a
// certificate, since none of them can be named any more.
func (s certStore) Issue(ctx context.Context, c certs.Certificate, pdf []byte) (certs.Certificate, error) {
	doc := fromCertificate(c)
	there, err := exists(ctx, s.certificates, doc.ID)
	if err != nil {
		return certs.Certificate{}, fault(err, "issue %s", c.Number)
	}
	if there {
		return s.issued(ctx, doc.ID)
	}
	if _, err := s.pdfs.InsertOne(ctx, pdfDocument{ID: doc.PDF, Key: doc.ID, Content: pdf}); err != nil {
		return certs.Certificate{}, fault(err, "issue %s: keep the PDF", c.Number)
	}
	_, err = s.certificates.InsertOne(ctx, doc)
	if err != nil && !driver.IsDuplicateKeyError(err) {
		return certs.Certificate{}, fault(err, "issue %s", c.Number)
	}
	taken := err != nil
	got, err := s.issued(ctx, doc.ID)
	if taken && errors.Is(err, certs.ErrNotFound) { // it was not the key that was taken
		_, err := s.pdfs.DeleteOne(ctx, byID(doc.PDF))
		taken := fmt.Errorf("mongo: certificate %s: the number is taken", c.Number)
		return certs.Certificate{}, errors.Join(taken, fault(err, "remove its PDF"))
	}
	return got, err
}

// issued returns the certificate of the key and removes PDFs that it does not name.
func (s certStore) issued(ctx context.Context, id string) (certs.Certificate, error) {
	doc, err := s.find(ctx, byID(id), id)
	if err != nil {
		return certs.Certificate{}, err
	}
	others := bson.D{{Key: "key", Value: id}, {Key: "_id", Value: bson.D{{Key: "$ne", Value: doc.PDF}}}}
	if _, err := s.pdfs.DeleteMany(ctx, others); err != nil {
		return certs.Certificate{}, fault(err, "certificate %s: remove other PDFs", id)
	}
	return doc.certificate()
}

func (s certStore) find(ctx context.Context, filter bson.D, sought string) (certificateDocument, error) {
	doc, found, err := document[certificateDocument](s.certificates.FindOne(ctx, filter))
	if err == nil && !found {
		return doc, fmt.Errorf("certificate %s: %w", sought, certs.ErrNotFound)
	}
	return doc, fault(err, "certificate %s", sought)
}

// ByKey implements [certs.Store].
func (s certStore) ByKey(ctx context.Context, k certs.Key) (certs.Certificate, error) {
	id := certificateID(k)
	doc, err := s.find(ctx, byID(id), id)
	if err != nil {
		return certs.Certificate{}, err
	}
	return doc.certificate()
}

// ByNumber implements [certs.Store].
func (s certStore) ByNumber(ctx context.Context, n certs.Number) (certs.Certificate, error) {
	doc, err := s.find(ctx, byNumber(n), string(n))
	if err != nil {
		return certs.Certificate{}, err
	}
	return doc.certificate()
}

// PDF implements [certs.Store].
func (s certStore) PDF(ctx context.Context, n certs.Number) ([]byte, error) {
	doc, err := s.find(ctx, byNumber(n), string(n))
	if err != nil {
		return nil, err
	}
	pdf, found, err := document[pdfDocument](s.pdfs.FindOne(ctx, byID(doc.PDF)))
	if err == nil && !found {
		err = errors.New("it is missing")
	}
	return pdf.Content, fault(err, "PDF of certificate %s", n)
}

// End implements [certs.Store].
func (s certStore) End(ctx context.Context, n certs.Number, e certs.Ending) (certs.Certificate, error) {
	filter := append(byNumber(n), bson.E{Key: "ended", Value: bson.D{{Key: "$exists", Value: false}}})
	set := bson.D{{Key: "$set", Value: bson.D{{Key: "ended", Value: endingDocument{e.At, string(e.Reason), string(e.By)}}}}}
	if _, err := s.certificates.UpdateOne(ctx, filter, set); err != nil {
		return certs.Certificate{}, fault(err, "end certificate %s", n)
	}
	return s.ByNumber(ctx, n)
}

// Ended implements [certs.Store].
func (s certStore) Ended(ctx context.Context) ([]certs.Certificate, error) {
	filter := bson.D{{Key: "ended.at", Value: bson.D{{Key: "$gt", Value: time.Time{}}}}}
	all, err := list(ctx, s.certificates, filter, certificateDocument.certificate, options.Find().SetSort(ascending("ended.at", "number")))
	return all, fault(err, "ended certificates")
}

// SetLink implements [certs.Store].
func (s certStore) SetLink(ctx context.Context, n certs.Number, link string) (certs.Certificate, error) {
	change := bson.D{{Key: "$set", Value: bson.D{{Key: "link", Value: link}}}}
	if link == "" {
		change = bson.D{{Key: "$unset", Value: bson.D{{Key: "link", Value: ""}}}}
	}
	if _, err := s.certificates.UpdateOne(ctx, byNumber(n), change); err != nil {
		return certs.Certificate{}, fault(err, "link to certificate %s", n)
	}
	return s.ByNumber(ctx, n)
}

// ByLink implements [certs.Store].
func (s certStore) ByLink(ctx context.Context, link string) (certs.Certificate, error) {
	if link == "" {
		return certs.Certificate{}, errors.Join(fmt.Errorf("certificate by link: %w", certs.ErrNotFound), ctx.Err())
	}
	doc, err := s.find(ctx, bson.D{{Key: "link", Value: link}}, "by link")
	if err != nil {
		return certs.Certificate{}, err
	}
	return doc.certificate()
}

func byNumber(n certs.Number) bson.D { return bson.D{{Key: "number", Value: string(n)}} }

// Of implements [certs.Store].
func (s certStore) Of(ctx context.Context, people ...string) ([]certs.Certificate, error) {
	if len(people) > certs.MaxPeople {
		return nil, fmt.Errorf("mongo: certificates of %d people: at most %d", len(people), certs.MaxPeople)
	}
	filter := bson.D{{Key: "person", Value: bson.D{{Key: "$in", Value: people}}}}
	all, err := list(ctx, s.overview, filter, certificateDocument.certificate,
		options.Find().SetSort(ascending("person", "issuedAt", "number")))
	return all, fault(err, "certificates of %d people", len(people))
}
