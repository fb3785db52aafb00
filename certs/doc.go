// Package certs issues certificates: what they say, the ledger that issues each exactly once, the PDF
// that people keep, and the check by which a stranger tells a genuine one from a forged one.
//
// A [Certificate] is frozen when it is issued: its data and the bytes of its PDF are kept and served
// unchanged for ever. An [Issuer] makes them; storage is the [Store] interface, and certstest holds the
// contract that every store must pass. gofpdf is imported here and nowhere else.
//
// The way of a certificate to paper: issuer.go takes the request and refuses letters that no font has
// (glyphs.go); drawing.go lays out what is said (words.go) on a sheet (sheet.go); text.go sets lines, with
// marks where the font's anchors want them (face.go, anchors.go); document.go attaches the data and
// the credential, and package pdfa makes an archivable, accessible and signed file of it.
//
// The QR code holds the address for checking and, after #, a signed [Token] that says who learnt what, for
// checking without a network; token.go describes its form. [Keys] are the public keys of all that a body signs.
//
// A [Verifier] (verify.go) judges files that anybody may send; package inspect looks into them. ending.go revokes and
// corrects certificates, revocations.go publishes that.
//
// The package knows nothing of modules, attempts, HTTP or databases.
//
// Begin reading at certificate.go, then issuer.go.
package certs
