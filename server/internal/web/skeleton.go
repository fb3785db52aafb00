package web

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
	"sync"
)

// A skeleton is a page made once for everybody, with slots where each person's own parts go. A lesson
// differs between two readers only in a name, a token and a few marks; executing the template and compressing the
// page for each of them costs many times as much as everything else.
type skeleton struct {
	parts []part // parts[0] slot[0] parts[1] slot[1] ... parts[n]
	slots []string
	plain int // bytes of all parts
}

// A part is a run of HTML between two slots, as it is and as a run of DEFLATE blocks that ends on a byte
// boundary and refers to nothing before it (RFC 1951), so that packed parts can stand in a row.
type part struct {
	plain  string
	packed []byte
	shift  crcShift // by the length of plain
	crc    uint32   // of plain
}

// slotMark surrounds the name of a slot in the page that the skeleton is cut from. It is made of
// letters, which no escaping changes, and does not occur in any language.
const slotMark = "zqxslotqxz"

// slot returns what a template is given in place of a person's own part.
func slot(name string) string { return slotMark + name + slotMark }

// cut makes a skeleton of a page.
func cut(page string) (*skeleton, error) {
	pieces := strings.Split(page, slotMark)
	if len(pieces)%2 == 0 {
		return nil, fmt.Errorf("skeleton: %d marks do not pair", len(pieces)-1)
	}
	k := &skeleton{plain: len(page)}
	for i, piece := range pieces {
		if i%2 == 1 {
			k.slots = append(k.slots, piece)
			continue
		}
		packed, err := pack(piece)
		if err != nil {
			return nil, err
		}
		k.parts = append(k.parts, part{plain: piece, packed: packed, crc: crc32.ChecksumIEEE([]byte(piece)), shift: newCRCShift(len(piece))})
	}
	return k, nil
}

func pack(s string) ([]byte, error) {
	var buf bytes.Buffer
	w, err := flate.NewWriter(&buf, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write([]byte(s)); err != nil {
		return nil, err
	}
	err = w.Flush() // ends on a byte boundary, without the mark of the last block
	return buf.Bytes(), err
}

// fill writes the page with the slots' contents, which must be safe HTML.
func (k *skeleton) fill(buf *bytes.Buffer, content func(slot string) string) {
	buf.Grow(k.plain + 512)
	for i := range k.parts {
		buf.WriteString(k.parts[i].plain)
		if i < len(k.slots) {
			buf.WriteString(content(k.slots[i]))
		}
	}
}

// gzipHeader is that of a gzip member without name and time (RFC 1952), made on an unknown system.
const gzipHeader = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"

// fillGzip writes the same page as a gzip stream. The parts were compressed when the skeleton was made; the slots'
// contents, a few bytes each, go uncompressed between them, which also keeps the length of the
// answer from telling anything about them.
func (k *skeleton) fillGzip(buf *bytes.Buffer, content func(slot string) string) {
	buf.WriteString(gzipHeader)
	var sum uint32
	var size int
	for i := range k.parts {
		p := &k.parts[i]
		buf.Write(p.packed)
		sum = p.shift.apply(sum) ^ p.crc
		size += len(p.plain)
		if i < len(k.slots) {
			own := content(k.slots[i])
			storeBlock(buf, own)
			sum = crc32.Update(sum, crc32.IEEETable, []byte(own))
			size += len(own)
		}
	}
	buf.Write([]byte{1, 0, 0, 0xff, 0xff}) // the last block, stored and empty
	var trailer [8]byte
	binary.LittleEndian.PutUint32(trailer[:], sum)
	binary.LittleEndian.PutUint32(trailer[4:], uint32(size))
	buf.Write(trailer[:])
}

// storeBlock writes stored DEFLATE blocks.
func storeBlock(buf *bytes.Buffer, s string) {
	for len(s) > 0 {
		n := min(len(s), 0xffff)
		length := uint16(n)
		buf.Write([]byte{0, byte(length), byte(length >> 8), byte(^length), byte(^length >> 8)})
		buf.WriteString(s[:n])
		s = s[n:]
	}
}

// A crcShift turns the CRC-32 of a text into its share in the CRC-32 of that text followed by others of a
// fixed length: a linear map over GF(2), kept as the images of the 32 bits.
type crcShift [32]uint32

// newCRCShift returns the map for n bytes that follow.
func newCRCShift(n int) crcShift {
	var one, all crcShift // by one zero bit; so far the identity
	one[0] = crc32.IEEE
	for i := range all {
		all[i] = 1 << i
		if i > 0 {
			one[i] = 1 << (i - 1)
		}
	}
	for step, bits := one, uint64(n)*8; bits > 0; bits >>= 1 {
		if bits&1 == 1 {
			all = step.after(all)
		}
		step = step.after(step)
	}
	return all
}

// after returns the map that applies first and then m.
func (m *crcShift) after(first crcShift) crcShift {
	var both crcShift
	for i := range both {
		both[i] = m.apply(first[i])
	}
	return both
}

func (m *crcShift) apply(crc uint32) uint32 {
	var sum uint32
	for i := 0; crc != 0; i, crc = i+1, crc>>1 {
		if crc&1 == 1 {
			sum ^= m[i]
		}
	}
	return sum
}

// skeletons keeps those made. A new version of a module has a new key, so nothing is ever stale.
type skeletons struct {
	mu   sync.RWMutex
	made map[string]*skeleton
}

// skeletonsSize bounds the memory: 500 pages of about 35 KB.
const skeletonsSize = 500

func newSkeletons() *skeletons { return &skeletons{made: make(map[string]*skeleton)} }

// get returns the skeleton with the key, making it with page if there is none.
func (s *skeletons) get(key string, page func(*bytes.Buffer) error) (*skeleton, error) {
	s.mu.RLock()
	k := s.made[key]
	s.mu.RUnlock()
	if k != nil {
		return k, nil
	}
	var buf bytes.Buffer
	if err := page(&buf); err != nil {
		return nil, err
	}
	k, err := cut(buf.String())
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.made) >= skeletonsSize {
		clear(s.made)
	}
	s.made[key] = k
	return k, nil
}
