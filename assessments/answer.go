package assessments

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ErrInvalidAnswer reports an answer that does not belong to its question.
var ErrInvalidAnswer = errors.New("assessments: invalid answer")

// MaxAnswer is the greatest length of one answer, all its texts together, in bytes.
const MaxAnswer = 64 << 10

// ParseAnswer brings submitted values into the canonical form that [Answer] describes. The error wraps
// ErrInvalidAnswer if the values do not belong to the question: an unknown option, an item in two places, more texts
// than gaps, more than [MaxAnswer] bytes, broken UTF-8. Values that say nothing become the empty answer (nil).
func ParseAnswer(q *Question, values []string) (Answer, error) {
	rules := kinds[q.Kind]
	if rules == nil {
		return nil, invalid(q, "not a question to answer")
	}
	var size int
	for _, v := range values {
		if size += len(v); size > MaxAnswer {
			return nil, invalid(q, "too long")
		}
		if !utf8.ValidString(v) {
			return nil, invalid(q, "broken UTF-8")
		}
	}
	return rules.canonical(q, values)
}

func invalid(q *Question, why string) error {
	return fmt.Errorf("question %s: %w: %s", q.ID, ErrInvalidAnswer, why)
}

// one returns the only value as an answer, for kinds with one text.
func one(q *Question, values []string) (Answer, error) {
	switch {
	case len(values) > 1:
		return nil, invalid(q, "more than one value")
	case len(values) == 0 || strings.TrimSpace(values[0]) == "":
		return nil, nil
	}
	return Answer{strings.ReplaceAll(values[0], "\r\n", "\n")}, nil
}

// perField checks that there is a value for each of n fields. Fields may be left open, but not all.
func perField(q *Question, values []string, n int) (Answer, error) {
	if len(values) == 0 {
		return nil, nil
	}
	if len(values) != n {
		return nil, invalid(q, "not one value for each field")
	}
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			return append(Answer{}, values...), nil
		}
	}
	return nil, nil
}

// Digest identifies the answer: 16 characters, the same for the same answer only. Forms carry it to tell
// whether an answer was touched since the page was made.
func (a Answer) Digest() string {
	h := sha256.New()
	var size [8]byte
	for _, text := range a {
		binary.BigEndian.PutUint64(size[:], uint64(len(text)))
		h.Write(size[:])
		h.Write([]byte(text))
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}
