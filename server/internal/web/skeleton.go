package web

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
)

// A skeleton is a page made once for everybody, with slots where each person's own parts go. A lesson
// differs between two readers only in a name, a token and a few marks; executing the template for
// each of them costs twenty times as much as everything else.
type skeleton struct {
	parts []string // parts[0] slot[0] parts[1] slot[1] ... parts[n]
	slots []string
	size  int
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
	k := &skeleton{size: len(page)}
	for i, piece := range pieces {
		if i%2 == 0 {
			k.parts = append(k.parts, piece)
		} else {
			k.slots = append(k.slots, piece)
		}
	}
	return k, nil
}

// fill writes the page with the slots' contents, which must be safe HTML.
func (k *skeleton) fill(buf *bytes.Buffer, content func(slot string) string) {
	buf.Grow(k.size + 512)
	for i, part := range k.parts {
		buf.WriteString(part)
		if i < len(k.slots) {
			buf.WriteString(content(k.slots[i]))
		}
	}
}

// skeletons keeps those made. A new version of a module has a new key, so nothing is ever stale.
type skeletons struct {
	mu   sync.RWMutex
	made map[string]*skeleton
}

// skeletonsSize bounds the memory: 1,000 pages of about 25 KB.
const skeletonsSize = 1_000

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
