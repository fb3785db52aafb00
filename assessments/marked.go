package assessments

// A MarkedAttempt is what statistics may know of a marked attempt: the work, not whose it is.
type MarkedAttempt struct {
	// Sitter is the same for attempts of the same person within one call of [Store.MarkedAttempts]: the people are
	// numbered from 0 as they come up. It says nothing beyond that call.
	Sitter    int
	Questions []QuestionID          // as drawn; a case is one entry
	Answers   map[QuestionID]Answer // by question; for a case by its parts
	Earned    map[QuestionID]int    // points per question; for a case per part
}

// A Sitters numbers the people of one call of [Store.MarkedAttempts]. The zero Sitters is ready for use.
type Sitters struct{ numbers map[string]int }

// Number returns the person's number.
func (s *Sitters) Number(person string) int {
	if s.numbers == nil {
		s.numbers = make(map[string]int)
	}
	n, known := s.numbers[person]
	if !known {
		n = len(s.numbers)
		s.numbers[person] = n
	}
	return n
}
