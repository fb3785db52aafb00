package certs

import "time"

// A Number names a certificate. It is printed on it and has a random part of at least 80 bits, so that
// numbers cannot be enumerated.
type Number string

// A Key says for what a certificate is: each person earns one per subject and cycle. One that takes the
// place of another, to correct it, is its next edition.
type Key struct {
	Person  string // opaque to this package
	Subject string // the module or programme, opaque to this package
	Cycle   int    // from 1
	Edition int    // from 0
}

// A Kind is the kind of a certificate.
type Kind string

// The kinds of certificates.
const (
	Assessed Kind = "assessed" // Zertifikat: the assessment was passed
	Attended Kind = "attended" // Teilnahmebescheinigung: all lessons were read
)

// An Achievement is what a certificate certifies, as it was at the time of issue.
type Achievement struct {
	Title       string
	Version     string // semantic version of the module
	ContentHash string // of the module's published version, hexadecimal
	Minutes     int    // learning time; one UE is 45 minutes
	Objectives  []string
	Competences []string // such as digcomp3:4.2
	LegalBases  []string
	From, Until time.Time // first and last day of learning
	Modules     []Part    // that make up a programme, in its order; none for a single module
}

// A Part is a module of a programme.
type Part struct {
	Title   string
	Minutes int
}

// A Body is the issuing public body as it is printed.
type Body struct {
	Name        string
	Place       string
	Responsible string // person or office that answers for the certificate
	Logo        []byte // PNG or JPEG, may be empty
	Colour      string // of headings and lines, such as #004575, dark enough for text on white; may be empty
}

// Check reports why nothing can be drawn in the name of the body.
func (b *Body) Check() error {
	_, _, err := b.prepare()
	return err
}

// prepare returns the logo and the colour as they are drawn.
func (b *Body) prepare() (logo []byte, tint *colour, err error) {
	if logo, err = flatten(b.Logo); err != nil || b.Colour == "" {
		return logo, nil, err
	}
	c, err := parseColour(b.Colour)
	return logo, &c, err
}

// A Certificate is one issued certificate. It never changes after that, except that it may be ended, once, and that its
// holder may switch a link to it on and off.
type Certificate struct {
	Number Number
	Code   string // printed beside the number; who has both may see name and title
	Key
	Kind     Kind
	Language string // de or en
	Holder   string // full name as printed
	Achievement
	IssuerName  string
	IssuerPlace string
	Responsible string
	IssuedAt    time.Time
	ValidUntil  time.Time // zero is unlimited; the certificate is valid up to, not including, this time
	PDFHash     string    // SHA-256 of the PDF, hexadecimal
	Template    string    // version of the layout that drew the PDF
	Ended       Ending    // zero unless it was revoked or superseded
	Link        string    // by which the holder shows it to others; empty while there is none
}

// An Ending says since when and why a certificate counts no more.
type Ending struct {
	At     time.Time
	Reason Reason
	By     Number // the certificate that supersedes it; empty if it was revoked
}

// A Reason is why a certificate was ended. It is shown to everybody who has the number, so it is one of
// few words and tells nothing about the person.
type Reason string

// The reasons. The first belongs to superseded certificates, the others to revoked ones.
const (
	Corrected Reason = "corrected" // a corrected certificate was issued
	Mistake   Reason = "mistake"   // it should not have been issued
	Deception Reason = "deception" // it was obtained by deception
	Stolen    Reason = "stolen"    // it was made by somebody else with a stolen key
	Withdrawn Reason = "withdrawn" // for another reason
)

// RevocationReasons lists the reasons for revoking.
var RevocationReasons = []Reason{Mistake, Deception, Stolen, Withdrawn}
