package coursestest

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"lernamt/courses"
)

var versionCases = []contractCase{
	{"a version comes back as it was published", publishAndRead},
	{"publishing a hash again changes nothing", publishTwice},
	{"an unknown hash is not found", unknownVersion},
	{"versions are listed last published first", versionOrder},
	{"versions since a time are listed last published first", publishedSince},
	{"file names and contents are kept byte by byte", oddFiles},
	{"a version may be large", largeVersion},
	{"files in and out belong to the caller", fileIsolation},
}

func version(module courses.ModuleID, n int, published time.Time) courses.Version {
	return courses.Version{Module: module, Number: "1.0.0", Hash: hash(n), Published: published}
}

func publish(t *testing.T, s courses.Store, v courses.Version, files map[string][]byte) {
	t.Helper()
	if err := s.Publish(t.Context(), v, files); err != nil {
		t.Fatalf("Publish(%+v) error = %v", v, err)
	}
}

// wantVersion reads the version v.Hash and compares it with v and files.
func wantVersion(t *testing.T, s courses.Store, v courses.Version, files map[string][]byte) {
	t.Helper()
	got, gotFiles, err := s.Version(t.Context(), v.Hash)
	if err != nil {
		t.Fatalf("Version(%s) error = %v", v.Hash, err)
	}
	v.Published = kept(v.Published)
	if !sameVersion(got, v) {
		t.Errorf("Version(%s) = %+v, want %+v", v.Hash, got, v)
	}
	inUTC(t, got.Published)
	if !maps.EqualFunc(gotFiles, files, bytes.Equal) {
		t.Errorf("Version(%s) files = %q, want %q", v.Hash, slices.Sorted(maps.Keys(gotFiles)), slices.Sorted(maps.Keys(files)))
	}
}

func sameVersion(a, b courses.Version) bool {
	return a.Module == b.Module && a.Number == b.Number && a.Hash == b.Hash && a.Published.Equal(b.Published)
}

func publishAndRead(t *testing.T, s courses.Store) {
	files := map[string][]byte{"modul.yaml": []byte("id: m\n"), "bilder/a.svg": []byte("<svg/>")}
	v := version("m", 1, at(0))
	publish(t, s, v, files)
	wantVersion(t, s, v, files)
}

func publishTwice(t *testing.T, s courses.Store) {
	files := map[string][]byte{"modul.yaml": []byte("id: m\n")}
	v := version("m", 1, at(0))
	publish(t, s, v, files)
	publish(t, s, version("m", 1, at(5)), map[string][]byte{"andere.md": []byte("x")})
	wantVersion(t, s, v, files)
	if list := versions(t, s, "m"); len(list) != 1 {
		t.Errorf("Versions = %+v, want one", list)
	}
}

func unknownVersion(t *testing.T, s courses.Store) {
	if _, _, err := s.Version(t.Context(), hash(7)); !errors.Is(err, courses.ErrNotFound) {
		t.Errorf("Version(unknown) error = %v, want ErrNotFound", err)
	}
	if list := versions(t, s, "m"); len(list) != 0 {
		t.Errorf("Versions(unknown) = %+v, want none", list)
	}
}

func versions(t *testing.T, s courses.Store, id courses.ModuleID) []courses.Version {
	t.Helper()
	list, err := s.Versions(t.Context(), id)
	if err != nil {
		t.Fatalf("Versions(%s) error = %v", id, err)
	}
	return list
}

func versionOrder(t *testing.T, s courses.Store) {
	for _, v := range []courses.Version{
		version("m", 4, at(1)), version("m", 2, at(3)), version("m", 3, at(1)), version("m", 1, at(2)),
		version("m2", 5, at(9)), version("m-2", 6, at(9)),
	} {
		publish(t, s, v, map[string][]byte{"modul.yaml": []byte(v.Hash)})
	}
	list := versions(t, s, "m")
	got := make([]courses.Hash, len(list))
	for i, v := range list {
		got[i] = v.Hash
		inUTC(t, v.Published)
	}
	if want := []courses.Hash{hash(2), hash(1), hash(3), hash(4)}; !slices.Equal(got, want) {
		t.Errorf("Versions = %v, want %v", got, want)
	}
}

func publishedSince(t *testing.T, s courses.Store) {
	for _, v := range []courses.Version{
		version("m", 4, at(1)), version("n", 2, at(3)), version("m", 3, at(1)), version("o", 1, at(2)),
	} {
		publish(t, s, v, map[string][]byte{"modul.yaml": []byte(v.Hash)})
	}
	publish(t, s, version("m", 4, at(9)), nil) // a repeat is not news
	for _, test := range []struct {
		since time.Time
		want  []courses.Hash
	}{
		{time.Time{}, []courses.Hash{hash(2), hash(1), hash(3), hash(4)}},
		{at(1), []courses.Hash{hash(2), hash(1), hash(3), hash(4)}},
		{at(2), []courses.Hash{hash(2), hash(1)}},
		{at(2).Add(time.Millisecond), []courses.Hash{hash(2)}},
		{at(4), nil},
	} {
		list, err := s.PublishedSince(t.Context(), test.since)
		var got []courses.Hash
		for _, v := range list {
			got = append(got, v.Hash)
			inUTC(t, v.Published)
			if v.Module == "" || v.Number != "1.0.0" {
				t.Errorf("PublishedSince: %+v is not whole", v)
			}
		}
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("PublishedSince(%v) = %v, %v, want %v", test.since, got, err, test.want)
		}
	}
}

func oddFiles(t *testing.T, s courses.Store) {
	files := map[string][]byte{
		"leer.md":              {},
		"modul.yaml":           []byte("x"),
		"Modul.yaml":           []byte("another file"),
		"bilder/Größe.v1.svg":  []byte("NFC"),
		"bilder/Gro\u0308.svg": []byte("decomposed"),
		"$set/a.b.c":           {0, 1, 0xff, 0xfe, '\r', '\n'},
		"_id":                  []byte("id"),
		"'; drop table x; --":  []byte("q"),
	}
	v := version("m", 1, at(0))
	publish(t, s, v, files)
	wantVersion(t, s, v, files)
}

func largeVersion(t *testing.T, s courses.Store) {
	files := map[string][]byte{
		"film.mp4":   bytes.Repeat([]byte("Lernamt "), 15<<20/8), // the largest file that Read admits
		"ton.mp3":    bytes.Repeat([]byte{0, 1, 2, 3}, 1<<20),
		"modul.yaml": []byte("id: m\n"),
	}
	v := version("m", 1, at(0))
	publish(t, s, v, files)
	wantVersion(t, s, v, files)
}

func fileIsolation(t *testing.T, s courses.Store) {
	body := []byte("abc")
	files := map[string][]byte{"a.md": body}
	v := version("m", 1, at(0))
	publish(t, s, v, files)
	body[0] = 'X'
	files["b.md"] = []byte("new")
	want := map[string][]byte{"a.md": []byte("abc")}
	wantVersion(t, s, v, want)

	_, got, err := s.Version(t.Context(), v.Hash)
	if err != nil {
		t.Fatal(err)
	}
	got["a.md"][0] = 'Y'
	delete(got, "a.md")
	wantVersion(t, s, v, want)
}
