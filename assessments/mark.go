package assessments

// A Mark is what an answer earns.
type Mark struct {
	Points int // 0..Most
	Most   int
}

// A share is how much of an answer is right: got of of parts. The zero share is nothing.
type share struct {
	got, of int
	right   []bool // by field, for kinds whose answer has several
}

// Mark returns what the answer earns. It is pure: the same question and answer always earn the same.
//
//	Single, TrueFalse  all or nothing
//	Multiple           right options chosen minus wrong ones chosen, of the right ones; never below 0
//	Ordering           pairs of items that stand in the right order, of all pairs
//	Matching           left sides with their right side, of all
//	Number             all or nothing: within the tolerance, and with the right unit or none
//	ShortText          all or nothing: one of the accepted variants
//	Gaps               gaps with an accepted variant, of all
//	Essay              nothing: a trainer marks it
//
// Points are the share times the question's points, rounded down, so that full marks are for fully right
// answers only; AllOrNone makes every smaller share nothing. An answer that ParseAnswer would refuse earns
// nothing. A case earns nothing by itself, its parts do; Most is the sum of theirs.
func (q *Question) Mark(a Answer) Mark {
	m := Mark{Most: q.Most()}
	rules := kinds[q.Kind]
	if rules == nil {
		return m
	}
	a, err := ParseAnswer(q, a)
	if err != nil || len(a) == 0 {
		return m
	}
	s := rules.share(q, a)
	if s.got <= 0 || q.AllOrNone && s.got < s.of {
		return m
	}
	m.Points = m.Most * s.got / s.of
	return m
}

// Most returns the points that can be had, for a case those of its parts.
func (q *Question) Most() int {
	if q.Kind != Case {
		return q.Points
	}
	var sum int
	for i := range q.Parts {
		sum += q.Parts[i].Points
	}
	return sum
}

// leaves calls f for the question or, if it is a case, for each of its parts.
func (q *Question) leaves(f func(*Question)) {
	if q.Kind != Case {
		f(q)
		return
	}
	for i := range q.Parts {
		f(&q.Parts[i])
	}
}

// passes reports whether the points reach the pass mark, exactly. Nobody passes without a question.
func (a *Assessment) passes(points, most int) bool {
	return most > 0 && points*100 >= a.PassMark*most
}
