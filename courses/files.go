package courses

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of a module's folder.
const (
	MostFileBytes   = 15 << 20  // of one file; a MongoDB document holds 16 MB
	MostFolderBytes = 200 << 20 // of all files together
	MostFiles       = 2000
)

// Files returns every file of a module's folder, by slash-separated path, as [Store].Publish wants
// them. Names that begin with a dot are left out: they belong to the author's tools. A folder that is
// out of bounds or holds anything but plain files is refused with a [Problem] as the error.
func Files(fsys fs.FS) (map[string][]byte, error) {
	files := make(map[string][]byte)
	total := 0
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == ".":
			return nil
		case strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			return unfit(name, "ist keine gewöhnliche Datei; Verknüpfungen sind nicht erlaubt")
		case !plainName(name):
			return unfit(name, "hat einen Namen mit Steuerzeichen, Rückstrich oder ungültigem UTF-8")
		case len(files) == MostFiles:
			return unfit(name, "ist zu viel: ein Modul hat höchstens %d Dateien", MostFiles)
		}
		data, err := readFile(fsys, name)
		if err != nil {
			return err
		}
		if total += len(data); total > MostFolderBytes {
			return unfit(name, "sprengt die Grenze von %d MB für ein Modul", MostFolderBytes>>20)
		}
		files[name] = data
		return nil
	})
	if err != nil {
		return nil, err
	}
	return files, nil
}

// readFile reads at most MostFileBytes, whatever size the file claims to have.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MostFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > MostFileBytes {
		return nil, unfit(name, "ist größer als %d MB", MostFileBytes>>20)
	}
	return data, nil
}

func unfit(name, format string, args ...any) Problem {
	return Problem{File: name, Rule: "files", Severity: SeverityError, Message: fmt.Sprintf(format, args...)}
}

func plainName(name string) bool {
	return utf8.ValidString(name) && !strings.ContainsRune(name, '\\') && !strings.ContainsFunc(name, unicode.IsControl)
}

// HashOf returns the hash of a version with these files: the SHA-256 over one line for each file in
// byte order of the paths, made of the SHA-256 of the content in hexadecimal, two spaces, the path and
// a newline. So anyone can check it: sha256sum of all paths, sorted, piped into sha256sum.
func HashOf(files map[string][]byte) Hash {
	all := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		sum := sha256.Sum256(files[name])
		fmt.Fprintf(all, "%x  %s\n", sum, name)
	}
	return hexHash(all)
}

func hexHash(h hash.Hash) Hash { return Hash(hex.EncodeToString(h.Sum(nil))) }

// mediaTypes are the kinds of files that a module may show or offer, by extension.
var mediaTypes = map[string]string{
	".png":  "image/png",
	".jpg":  "image/jpeg",
	".jpeg": "image/jpeg",
	".svg":  "image/svg+xml",
	".webp": "image/webp",
	".mp4":  "video/mp4",
	".webm": "video/webm",
	".mp3":  "audio/mpeg",
	".ogg":  "audio/ogg",
	".vtt":  "text/vtt; charset=utf-8",
	".pdf":  "application/pdf",
}

// mediaType returns the content type of a file, or "" if a module must not serve it.
func mediaType(name string) string { return mediaTypes[strings.ToLower(path.Ext(name))] }
