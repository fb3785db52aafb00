package pdfa

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Signer signs documents.
type Signer struct {
	Key   crypto.Signer       // P-256 or RSA; a file's key or one in hardware
	Chain []*x509.Certificate // the key's certificate, then those up to the root as far as they are to be included
}

// maxSignature is the room for the signature in bytes.
const maxSignature = 8 << 10

// The range is written over when the signature is made, so it has a fixed width.
const emptyRange = "[0 0000000000 0000000000 0000000000]"

// A widgetSlot is the signature's place in a document: its field, which is invisible, and its value.
type widgetSlot struct {
	field, signature int
	page             int
	element          *Element
}

// reserve adds the field and the value, yet without signature, to a document. Nothing may be changed
// after signing (DocMDP 1).
func (s *Signer) reserve(o *objects, catalog dict, at time.Time, page int) *widgetSlot {
	name := ""
	if len(s.Chain) > 0 {
		name = s.Chain[0].Subject.CommonName
	}
	signature := o.add(dict{
		"/Type": "/Sig", "/Filter": "/Adobe.PPKLite", "/SubFilter": "/ETSI.CAdES.detached",
		"/M": at.UTC().Format(pdfDate), "/Name": Text(name),
		"/Reference": "[<</Type /SigRef /TransformMethod /DocMDP /TransformParams <</Type /TransformParams /P 1 /V /1.2>>>>]",
		"/ByteRange": emptyRange,
		"/Contents":  "<" + strings.Repeat("0", 2*maxSignature) + ">",
	}.String())
	slot := &widgetSlot{field: o.add(""), signature: signature, page: page, element: &Element{Kind: "Form"}}
	catalog["/AcroForm"] = "<</Fields [" + ref(slot.field) + "] /SigFlags 3>>"
	catalog["/Perms"] = "<</DocMDP " + ref(signature) + ">>"
	return slot
}

// dict returns the field, which is its own annotation, with its key in the parent tree.
func (w *widgetSlot) dict(key string) dict {
	return dict{
		"/Type": "/Annot", "/Subtype": "/Widget", "/FT": "/Sig", "/T": "(Signatur)", "/TU": Text("Elektronische Signatur"),
		"/Rect": "[0 0 0 0]", "/F": "132", "/P": ref(w.page), "/V": ref(w.signature), "/StructParent": key,
	}
}

// sign fills the reserved signature, whose object begins at the offset.
func (s *Signer) sign(file []byte, offset int) ([]byte, error) {
	if s.Key == nil || len(s.Chain) == 0 {
		return nil, errors.New("pdfa: signer without key or certificate")
	}
	contents := bytes.Index(file[offset:], []byte("/Contents <"))
	ranges := bytes.Index(file[offset:], []byte("/ByteRange "+emptyRange))
	if contents < 0 || ranges < 0 {
		return nil, errors.New("pdfa: no place for the signature")
	}
	start := offset + contents + len("/Contents ")
	end := start + 2*maxSignature + 2 // with both brackets
	byteRange := fmt.Sprintf("[0 %010d %010d %010d]", start, end, len(file)-end)
	copy(file[offset+ranges+len("/ByteRange "):], byteRange)

	digest := crypto.SHA256.New()
	digest.Write(file[:start])
	digest.Write(file[end:])
	cms, err := s.cms(digest.Sum(nil))
	if err != nil {
		return nil, err
	}
	if len(cms) > maxSignature {
		return nil, fmt.Errorf("pdfa: signature of %d bytes: at most %d; is the chain too long?", len(cms), maxSignature)
	}
	hex.Encode(file[start+1:], cms)
	return file, nil
}
