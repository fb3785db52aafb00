package sqlite

import (
	"strings"
	"unicode/utf8"
)

// A plain reads JSON of the form in which columns are nearly always: no white space, no escapes, whole numbers. It is several
// times as fast as encoding/json, whose turn it is wherever plain gives up; what it does read, both read alike.
type plain struct {
	rest string
	odd  bool // gave up
}

// decodePlain reads a column with read or, if that gives up, with encoding/json.
func decodePlain[T any](column string, read func(*plain) T) (T, error) {
	p := plain{rest: column, odd: !utf8.ValidString(column)}
	if v := read(&p); !p.odd && p.rest == "" {
		return v, nil
	}
	var v T
	return v, decode(column, &v)
}

// take consumes c if it is next.
func (p *plain) take(c byte) bool {
	if p.odd || p.rest == "" || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// need consumes c, which must be next.
func (p *plain) need(c byte) { p.odd = !p.take(c) || p.odd }

// text reads a string.
func (p *plain) text() string {
	p.need('"')
	end := strings.IndexByte(p.rest, '"')
	if p.odd || end < 0 {
		p.odd = true
		return ""
	}
	s := p.rest[:end]
	p.rest = p.rest[end+1:]
	for i := range len(s) {
		if s[i] == '\\' || s[i] < ' ' {
			p.odd = true
		}
	}
	return s
}

// number reads a whole number of at most 15 digits.
func (p *plain) number() int64 {
	sign := int64(1)
	if p.take('-') {
		sign = -1
	}
	var n int64
	i := 0
	for ; i < len(p.rest) && p.rest[i] >= '0' && p.rest[i] <= '9'; i++ {
		n = n*10 + int64(p.rest[i]-'0')
		if i == 15 {
			break
		}
	}
	if i == 0 || i == 15 || i > 1 && p.rest[0] == '0' {
		p.odd = true
		return 0
	}
	p.rest = p.rest[i:]
	return sign * n
}

// texts reads an array of strings.
func texts[T ~string](p *plain) []T {
	p.need('[')
	list := []T{}
	if p.take(']') {
		return list
	}
	for !p.odd {
		list = append(list, T(p.text()))
		if p.take(']') {
			break
		}
		p.need(',')
	}
	return list
}

// members reads an object.
func members[K ~string, V any](p *plain, value func(*plain) V) map[K]V {
	p.need('{')
	m := make(map[K]V, strings.Count(p.rest, `":`))
	if p.take('}') {
		return m
	}
	for !p.odd {
		k := K(p.text())
		p.need(':')
		m[k] = value(p)
		if p.take('}') {
			break
		}
		p.need(',')
	}
	return m
}

// points reads an object of whole numbers.
func points[K ~string](p *plain) map[K]int {
	return members[K](p, func(p *plain) int { return int(p.number()) })
}
