package web

import (
	"bytes"
	"compress/gzip"
	"hash/crc32"
	"io"
	"strings"
	"testing"
)

func TestSkeleton(t *testing.T) {
	long := strings.Repeat("Lektion über „Datenpannen“ & mehr. ", 3000)
	tests := []struct{ name, page, own, want string }{
		{"no slot", "<p>one</p>", "x", "<p>one</p>"},
		{"empty", "", "x", ""},
		{"between", "<b>" + slot("a") + "</b>", "Änne", "<b>Änne</b>"},
		{"at both ends", slot("a") + "-" + slot("a"), "x", "x-x"},
		{"side by side", slot("a") + slot("a"), "x", "xx"},
		{"empty content", "a" + slot("a") + "b", "", "ab"},
		{"long parts", long + slot("a") + long, "me", long + "me" + long},
		{"long content", "a" + slot("a") + "b", long + long, "a" + long + long + "b"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			k, err := cut(test.page)
			if err != nil {
				t.Fatal(err)
			}
			own := func(string) string { return test.own }
			var plain, packed bytes.Buffer
			k.fill(&plain, own)
			if plain.String() != test.want {
				t.Errorf("fill = %.80q, want %.80q", plain.String(), test.want)
			}
			k.fillGzip(&packed, own)
			r, err := gzip.NewReader(&packed)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r) // checks length and checksum
			if err != nil || string(got) != test.want {
				t.Errorf("fillGzip unpacks to %.80q, %v, want %.80q", got, err, test.want)
			}
			if packed.Len() > 0 {
				t.Errorf("%d bytes follow the stream", packed.Len())
			}
		})
	}
}

func TestSkeletonRefusesHalfMarks(t *testing.T) {
	if _, err := cut("a" + slotMark + "b"); err == nil {
		t.Error("cut accepts a mark without its pair")
	}
}

func FuzzSkeleton(f *testing.F) {
	f.Add("<p>", "name", "</p>")
	f.Fuzz(func(t *testing.T, before, own, after string) {
		if strings.Contains(before+own+after, slotMark[:1]) {
			return
		}
		k, err := cut(before + slot("a") + after)
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		k.fillGzip(&packed, func(string) string { return own })
		r, err := gzip.NewReader(&packed)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != before+own+after {
			t.Errorf("unpacks to %q, %v", got, err)
		}
	})
}

func TestCRCShift(t *testing.T) {
	a, b := []byte("eins und "), []byte("zwei")
	shift := newCRCShift(len(b))
	if got, want := shift.apply(crc32.ChecksumIEEE(a))^crc32.ChecksumIEEE(b), crc32.ChecksumIEEE(append(a, b...)); got != want {
		t.Errorf("combined = %08x, want %08x", got, want)
	}
}
