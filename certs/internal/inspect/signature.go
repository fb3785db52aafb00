package inspect

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// Errors of ReadSignature.
var (
	ErrUnsigned = errors.New("inspect: no signature")
	ErrBroken   = errors.New("inspect: the signature does not fit the file")
)

// A Signature is one that fits what it covers of a file. Whoever has read it knows who signed, not yet
// whether to trust them.
type Signature struct {
	Certificate *x509.Certificate // of the signer
	Whole       bool              // it covers the whole file: nothing was appended
}

var (
	byteRange = []byte("/ByteRange")
	ranges    = regexp.MustCompile(`^/ByteRange\s{0,4}\[\s{0,4}(\d{1,10})\s{1,4}(\d{1,10})\s{1,4}(\d{1,10})\s{1,4}(\d{1,10})\s{0,4}\]`)
)

// maxContents is how long the signature may be in the file, in bytes.
const maxContents = 256 << 10

// ReadSignature checks the first signature of the file: ECDSA or RSA with SHA-256, in the CAdES form of
// PAdES. What has none is [ErrUnsigned]; what was changed, or cannot be understood, [ErrBroken].
func ReadSignature(file []byte) (*Signature, error) {
	at := bytes.Index(file, byteRange)
	if at < 0 {
		return nil, ErrUnsigned
	}
	m := ranges.FindSubmatch(file[at:min(len(file), at+128)])
	if m == nil {
		return nil, fmt.Errorf("%w: no range", ErrBroken)
	}
	var r [4]int
	for i := range r {
		r[i], _ = strconv.Atoi(string(m[1+i])) // at most ten digits
	}
	begin, end, stop := r[1], r[2], r[2]+r[3]
	if r[0] != 0 || begin >= end-1 || stop > len(file) || end-begin > maxContents || file[begin] != '<' || file[end-1] != '>' {
		return nil, fmt.Errorf("%w: range %v of a file of %d bytes", ErrBroken, r, len(file))
	}
	der := make([]byte, hex.DecodedLen(end-begin-2))
	if _, err := hex.Decode(der, file[begin+1:end-1]); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	digest := sha256.New()
	digest.Write(file[:begin])
	digest.Write(file[end:stop])
	certificate, err := checkCMS(der, digest.Sum(nil))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return &Signature{Certificate: certificate, Whole: stop == len(file)}, nil
}
