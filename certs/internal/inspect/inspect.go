// Package inspect looks into PDFs that anybody may have made: it finds attachments and checks a signature.
//
// It is no PDF reader. It searches the bytes instead of following the file's own tables, which may lie, so
// no file makes it loop or allocate more than a small multiple of what it was given.
//
// Begin reading at Look; signature.go checks signatures and cms.go what they are made of.
package inspect

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
)

// A Shape is what can be seen of a file from the outside.
type Shape struct {
	PDF        bool // it begins as a PDF
	Ended      bool // and ends as one
	Encrypted  bool
	Signatures int // how many signatures it has
}

const (
	headRoom = 1024 // bytes in which readers look for the header, and for the end
	tailRoom = 1024
)

var encrypted = regexp.MustCompile(`/Encrypt[\s<]`)

// Look returns the shape of a file.
func Look(file []byte) Shape {
	return Shape{
		PDF:        bytes.Contains(file[:min(len(file), headRoom)], []byte("%PDF-")),
		Ended:      bytes.Contains(file[max(0, len(file)-tailRoom):], []byte("%%EOF")),
		Encrypted:  encrypted.Match(file),
		Signatures: bytes.Count(file, byteRange),
	}
}

const (
	maxAttachments = 32
	maxAttachment  = 256 << 10 // bytes
	maxDict        = 2 << 10   // bytes of the dictionary before an attachment's content
)

// Attachments returns the contents of the attached files, of at most 32 and each cut off at 256 KB, as far as they can be
// read: what a damaged file still holds, too.
func Attachments(file []byte) [][]byte {
	var all [][]byte
	mark := []byte("/EmbeddedFile")
	at := 0
	for range maxAttachments {
		i := bytes.Index(file[at:], mark)
		if i < 0 {
			break
		}
		at += i + len(mark)
		if content := attachment(file, at); content != nil {
			all = append(all, content)
		}
	}
	return all
}

// attachment reads the stream whose dictionary surrounds the place, nil if there is none.
func attachment(file []byte, at int) []byte {
	start := max(0, at-maxDict)
	if obj := bytes.LastIndex(file[start:at], []byte(" obj")); obj >= 0 {
		start += obj
	}
	rest := file[at:min(len(file), at+maxDict)]
	begin := bytes.Index(rest, []byte("stream"))
	if begin < 0 || bytes.Contains(rest[:begin], []byte("endobj")) {
		return nil
	}
	dict := file[start : at+begin]
	content := bytes.TrimLeft(file[at+begin+len("stream"):], "\r\n")
	if !bytes.Contains(dict, []byte("/FlateDecode")) {
		end := bytes.Index(content, []byte("endstream"))
		return content[:min(max(end, 0), maxAttachment)]
	}
	z, err := zlib.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil
	}
	plain, err := io.ReadAll(io.LimitReader(z, maxAttachment))
	if err != nil {
		return nil
	}
	return plain
}
