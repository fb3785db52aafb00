package inspect

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func packed(t testing.TB, content []byte) string {
	t.Helper()
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	if _, err := z.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestLook(t *testing.T) {
	tests := map[string]Shape{
		"%PDF-1.7 ... %%EOF\n":                        {PDF: true, Ended: true},
		"junk %PDF-1.7":                               {PDF: true},
		"%%EOF":                                       {Ended: true},
		"%PDF-1.7 /Encrypt 5 0 R %%EOF":               {PDF: true, Ended: true, Encrypted: true},
		"%PDF-1.7 /Encrypt<</V 4>>":                   {PDF: true, Encrypted: true},
		"%PDF-1.7 /EncryptMetadata":                   {PDF: true},
		"/ByteRange /ByteRange":                       {Signatures: 2},
		strings.Repeat(" ", headRoom) + "%PDF-":       {},
		"%%EOF" + strings.Repeat(" ", tailRoom+1):     {},
		"%PDF-1.7 %%EOF" + strings.Repeat("\n", 1000): {PDF: true, Ended: true},
		"": {},
	}
	for file, want := range tests {
		if got := Look([]byte(file)); got != want {
			t.Errorf("Look(%.40q) = %+v, want %+v", file, got, want)
		}
	}
}

func TestAttachments(t *testing.T) {
	flate := "1 0 obj\n<</Filter /FlateDecode /Type /EmbeddedFile>>\nstream\r\n"
	bomb := packed(t, make([]byte, 20<<20))
	many := strings.Repeat("1 0 obj\n<</Type /EmbeddedFile>>\nstream\nx\nendstream\nendobj\n", 2*maxAttachments)
	tests := map[string]struct {
		file string
		want []int // lengths
	}{
		"plain":          {"1 0 obj\n<</Type /EmbeddedFile>>\nstream\nhello\nendstream\nendobj\n", []int{6}},
		"packed":         {flate + packed(t, []byte("hello")) + "\nendstream\nendobj\n", []int{5}},
		"no end":         {flate + packed(t, []byte("hello")), []int{5}},
		"cut off":        {flate + packed(t, bytes.Repeat([]byte("hello"), 100))[:12], nil},
		"bomb":           {flate + bomb, []int{maxAttachment}},
		"not packed":     {flate + "hello", nil},
		"name tree":      {"1 0 obj\n<</Names <</EmbeddedFiles <</Names []>>>>>>\nendobj\n2 0 obj\n<<>>\nstream\nx\nendstream\n", nil},
		"far away":       {"<</Type /EmbeddedFile" + strings.Repeat(" ", maxDict) + ">>stream\nx\nendstream", nil},
		"at the end":     {"/EmbeddedFile", nil},
		"more than most": {many, slicesOf(2, maxAttachments)},
	}
	for name, tt := range tests {
		var got []int
		for _, a := range Attachments([]byte(tt.file)) {
			got = append(got, len(a))
		}
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: attachments of %v bytes, want %v", name, got, tt.want)
		}
	}
}

func slicesOf(value, n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = value
	}
	return all
}

func TestReadSignatureMalformed(t *testing.T) {
	if _, err := ReadSignature([]byte("%PDF-1.7")); !errors.Is(err, ErrUnsigned) {
		t.Errorf("no signature: error %v", err)
	}
	for _, file := range []string{
		"/ByteRange", "/ByteRange [", "/ByteRange [0 1 2]", "/ByteRange [0 1 2 3]", "/ByteRange [-1 1 2 3]",
		"/ByteRange [0 9999999999 9999999999 9999999999]", "/ByteRange [0 0 99 0]", "/ByteRange [1 22 24 0]<>",
		"/ByteRange [0 22 24 0]<>", "/ByteRange [0 22 26 0]<00>", "/ByteRange [0 22 26 9]<00>", "/ByteRange [0 22 26 0]<zz>",
		"/ByteRange [0 22 27 0]<000>", "/ByteRange [0 22 38 0]<30800500000000>",
	} {
		if s, err := ReadSignature([]byte(file)); !errors.Is(err, ErrBroken) {
			t.Errorf("ReadSignature(%q) = %v, %v, want ErrBroken", file, s, err)
		}
	}
}

func FuzzLook(f *testing.F) {
	f.Add([]byte("%PDF-1.7 1 0 obj\n<</Filter /FlateDecode /Type /EmbeddedFile>>\nstream\r\n" + packed(f, []byte("hello"))))
	f.Add([]byte("/ByteRange [0 22 26 0]<00>"))
	f.Fuzz(func(t *testing.T, file []byte) {
		Look(file)
		for _, a := range Attachments(file) {
			if len(a) > maxAttachment {
				t.Errorf("an attachment of %d bytes", len(a))
			}
		}
		if s, err := ReadSignature(file); err == nil {
			t.Errorf("%q is signed by %v", file, s.Certificate.Subject)
		}
	})
}

func FuzzCheckCMS(f *testing.F) {
	f.Add([]byte{0x30, 0x80, 0x06, 0x01}, make([]byte, 32))
	f.Fuzz(func(t *testing.T, der, digest []byte) {
		if c, err := checkCMS(der, digest); err == nil {
			t.Errorf("%x is signed by %v", der, c.Subject)
		}
	})
}
