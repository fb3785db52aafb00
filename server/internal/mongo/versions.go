package mongo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lernamt/courses"
)

// mostFile is the size of the largest file, in bytes: a document has at most 16 MiB.
const mostFile = 15 << 20

// versionDocument is the manifest of a version. It is written after its files, so whoever finds it finds them.
type versionDocument struct {
	Hash      string         `bson:"_id"`
	Module    string         `bson:"module"`
	Number    string         `bson:"number"`
	Published time.Time      `bson:"published"`
	Files     []versionEntry `bson:"files"`
}

type versionEntry struct {
	Path   string `bson:"path"`
	SHA256 string `bson:"sha256"` // _id of the fileDocument
}

// fileDocument is the content of one or many files that are alike.
type fileDocument struct {
	SHA256  string `bson:"_id"` // of Content, hexadecimal
	Content []byte `bson:"content"`
}

func (d versionDocument) version() (courses.Version, error) {
	return courses.Version{
		Module: courses.ModuleID(d.Module), Number: d.Number, Hash: courses.Hash(d.Hash), Published: utc(d.Published),
	}, nil
}

// Publish implements [courses.Store].
func (s courseStore) Publish(ctx context.Context, v courses.Version, files map[string][]byte) error {
	ctx, cancel := patient(ctx)
	defer cancel()
	if there, err := exists(ctx, s.versions, string(v.Hash)); err != nil || there {
		return fault(err, "publish %s", v.Hash)
	}
	manifest := versionDocument{Hash: string(v.Hash), Module: string(v.Module), Number: v.Number, Published: v.Published}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		sum, err := s.keepFile(ctx, files[path])
		if err != nil {
			return fault(err, "publish %s: %s", v.Hash, path)
		}
		manifest.Files = append(manifest.Files, versionEntry{Path: path, SHA256: sum})
	}
	if _, err := s.versions.InsertOne(ctx, manifest); !driver.IsDuplicateKeyError(err) {
		return fault(err, "publish %s", v.Hash)
	}
	return nil
}

// keepFile keeps the content unless it is there, and returns its SHA-256.
func (s courseStore) keepFile(ctx context.Context, content []byte) (string, error) {
	if len(content) > mostFile {
		return "", fmt.Errorf("%d bytes are more than %d", len(content), mostFile)
	}
	sha := sha256.Sum256(content)
	sum := hex.EncodeToString(sha[:])
	_, there, err := document[bson.Raw](s.files.FindOne(ctx, byID(sum), options.FindOne().SetProjection(ascending("_id"))))
	if err != nil || there {
		return sum, err
	}
	if _, err = s.files.InsertOne(ctx, fileDocument{SHA256: sum, Content: content}); driver.IsDuplicateKeyError(err) {
		return sum, nil
	}
	return sum, err
}

// Version implements [courses.Store].
func (s courseStore) Version(ctx context.Context, h courses.Hash) (courses.Version, map[string][]byte, error) {
	ctx, cancel := patient(ctx)
	defer cancel()
	manifest, found, err := document[versionDocument](s.versions.FindOne(ctx, byID(string(h))))
	if err != nil {
		return courses.Version{}, nil, fault(err, "version %s", h)
	}
	if !found {
		return courses.Version{}, nil, fmt.Errorf("version %s: %w", h, courses.ErrNotFound)
	}
	files, err := s.contents(ctx, manifest.Files)
	if err != nil {
		return courses.Version{}, nil, fault(err, "version %s", h)
	}
	v, err := manifest.version()
	return v, files, err
}

// contents reads the files of a manifest.
func (s courseStore) contents(ctx context.Context, entries []versionEntry) (map[string][]byte, error) {
	sums := make([]string, len(entries))
	for i, e := range entries {
		sums[i] = e.SHA256
	}
	kept, err := list(ctx, s.files, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: sums}}}},
		func(d fileDocument) (fileDocument, error) { return d, nil })
	if err != nil {
		return nil, err
	}
	bySum := make(map[string][]byte, len(kept))
	for _, d := range kept {
		bySum[d.SHA256] = d.Content
	}
	files := make(map[string][]byte, len(entries))
	for _, e := range entries {
		content, ok := bySum[e.SHA256]
		if !ok {
			return nil, fmt.Errorf("content of %s is missing", e.Path)
		}
		files[e.Path] = slices.Clone(content) // two paths may share one content
	}
	return files, nil
}

// PublishedSince implements [courses.Store].
func (s courseStore) PublishedSince(ctx context.Context, since time.Time) ([]courses.Version, error) {
	newest := bson.D{{Key: "published", Value: -1}, {Key: "_id", Value: 1}}
	all, err := list(ctx, s.versions, bson.D{{Key: "published", Value: bson.D{{Key: "$gte", Value: since}}}}, versionDocument.version,
		options.Find().SetSort(newest).SetProjection(bson.D{{Key: "files", Value: 0}}))
	return all, fault(err, "versions since %s", since.Format(time.RFC3339))
}

// Versions implements [courses.Store].
func (s courseStore) Versions(ctx context.Context, id courses.ModuleID) ([]courses.Version, error) {
	newest := bson.D{{Key: "published", Value: -1}, {Key: "_id", Value: 1}}
	all, err := list(ctx, s.versions, bson.D{{Key: "module", Value: string(id)}}, versionDocument.version,
		options.Find().SetSort(newest).SetProjection(bson.D{{Key: "files", Value: 0}}))
	return all, fault(err, "versions of %s", id)
}
