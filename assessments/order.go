package assessments

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// shuffled returns a permutation of 0..n-1 that is the same for ever for the same seed and name: the
// numbers i sorted by the SHA-256 of seed (8 bytes, big endian), i (8 bytes, big endian) and name.
func shuffled(seed uint64, name string, n int) []int {
	type keyed struct {
		key [sha256.Size]byte
		i   int
	}
	all := make([]keyed, n)
	buf := make([]byte, 16, 16+len(name))
	buf = append(buf, name...)
	binary.BigEndian.PutUint64(buf, seed)
	for i := range all {
		binary.BigEndian.PutUint64(buf[8:], uint64(i))
		all[i] = keyed{sha256.Sum256(buf), i}
	}
	slices.SortFunc(all, func(a, b keyed) int {
		return cmp.Or(bytes.Compare(a.key[:], b.key[:]), cmp.Compare(a.i, b.i))
	})
	order := make([]int, n)
	for i, k := range all {
		order[i] = k.i
	}
	return order
}

// inOrder returns 0..n-1.
func inOrder(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}

// blind returns a permutation of the texts' indexes that depends on what the texts are and on the seed, but not
// on where the author wrote them: where the author's order is the right answer, the order shown tells
// nothing of it.
func blind(seed uint64, name string, texts []string) []int {
	sorted := inOrder(len(texts))
	slices.SortStableFunc(sorted, func(a, b int) int { return cmp.Compare(texts[a], texts[b]) })
	order := shuffled(seed, name, len(texts))
	for i, k := range order {
		order[i] = sorted[k]
	}
	return order
}
