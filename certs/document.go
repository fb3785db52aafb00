package certs

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"time"

	"lernamt/certs/internal/pdfa"
)

// A Signer signs the PDF in the name of the body (PAdES-B-B).
type Signer struct {
	Key   crypto.Signer       // P-256 or RSA, from a file or in hardware
	Chain []*x509.Certificate // the key's certificate first, then its issuers
	Test  bool                // the signature proves nothing, and the document says so
}

// fontNames are the PostScript names of the faces.
var fontNames = map[string]string{"sans": "NotoSans-Regular", "serif": "NotoSerif-Regular"}

// pdf draws the certificate and finishes it: archivable, accessible, with its data inside and signed
// if there is a signer. Unsigned, the same drawing gives the same bytes.
func (d drawing) pdf() ([]byte, error) {
	raw, root, err := d.draw()
	if err != nil {
		return nil, err
	}
	files, err := d.files()
	if err != nil {
		return nil, err
	}
	return d.finish(raw, root, wordings[d.Language].kind[d.Kind]+" – "+clean(d.Title), files)
}

// finish makes what was drawn archivable and accessible, and signs it.
func (d drawing) finish(raw []byte, root *pdfa.Element, title string, files []pdfa.File) ([]byte, error) {
	doc := pdfa.Document{
		Drawing: raw, Root: root, Fonts: fontNames, Language: d.Language, Title: title,
		Author: clean(d.IssuerName), Producer: "Lernamt", Created: d.IssuedAt, Files: files,
	}
	var signer *pdfa.Signer
	if d.signer != nil {
		signer = &pdfa.Signer{Key: d.signer.Key, Chain: d.signer.Chain}
	}
	file, err := doc.Finish(signer)
	if err != nil {
		return nil, fmt.Errorf("certs: finish: %w", err)
	}
	return file, nil
}

// files returns what is attached: the certificate for machines, and the credential.
func (d drawing) files() ([]pdfa.File, error) {
	data, err := d.data()
	if err != nil {
		return nil, err
	}
	files := []pdfa.File{{
		Name: "zertifikat.json", Type: "application/json", Relation: "Data",
		Description: wordings[d.Language].dataFile, Content: data,
	}}
	if d.credential == nil {
		return files, nil
	}
	token, err := d.credential.token(d.Certificate)
	if err != nil {
		return nil, err
	}
	return append(files, pdfa.File{
		Name: "credential.jwt", Type: "application/vc+jwt", Relation: "Supplement",
		Description: wordings[d.Language].badgeFile, Content: []byte(token),
	}), nil
}

// moduleData is a Part in zertifikat.json.
type moduleData struct {
	Title   string `json:"title"`
	Minutes int    `json:"minutes"`
}

// certificateData is the content of zertifikat.json. Times are RFC 3339 in UTC, lengths minutes.
type certificateData struct {
	Number      Number       `json:"number"`
	Code        string       `json:"code"`
	Kind        Kind         `json:"kind"`
	Language    string       `json:"language"`
	Holder      string       `json:"holder"`
	Title       string       `json:"title"`
	Version     string       `json:"version"`
	ContentHash string       `json:"contentHash"`
	Minutes     int          `json:"minutes"`
	Objectives  []string     `json:"objectives"`
	Competences []string     `json:"competences"`
	LegalBases  []string     `json:"legalBases"`
	Modules     []moduleData `json:"modules,omitempty"` // of a programme
	From        string       `json:"from"`
	Until       string       `json:"until"`
	Issuer      string       `json:"issuer"`
	Place       string       `json:"place"`
	Responsible string       `json:"responsible"`
	IssuedAt    string       `json:"issuedAt"`
	ValidUntil  string       `json:"validUntil,omitempty"` // the first moment at which it is no longer valid
	Verify      string       `json:"verify,omitempty"`
}

func (d drawing) data() ([]byte, error) {
	c := certificateData{
		Number: d.Number, Code: d.Code, Kind: d.Kind, Language: d.Language, Holder: d.Holder,
		Title: d.Title, Version: d.Version, ContentHash: d.ContentHash, Minutes: d.Minutes,
		Objectives: orNone(d.Objectives), Competences: orNone(d.Competences), LegalBases: orNone(d.LegalBases),
		Modules: modulesData(d.Modules), From: moment(d.From), Until: moment(d.Until),
		Issuer: d.IssuerName, Place: d.IssuerPlace, Responsible: d.Responsible,
		IssuedAt: moment(d.IssuedAt), Verify: d.url,
	}
	if !d.ValidUntil.IsZero() {
		c.ValidUntil = moment(d.ValidUntil)
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false) // people read it, too
	e.SetIndent("", "  ")
	if err := e.Encode(c); err != nil {
		return nil, fmt.Errorf("certs: zertifikat.json: %w", err)
	}
	return out.Bytes(), nil
}

// modulesData returns the modules as zertifikat.json names them.
func modulesData(parts []Part) []moduleData {
	var list []moduleData
	for _, p := range parts {
		list = append(list, moduleData(p))
	}
	return list
}

func moment(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// orNone returns the texts, an empty list for nil.
func orNone(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}
