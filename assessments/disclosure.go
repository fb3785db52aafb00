package assessments

import "math"

// What statistics tell must not lead back to one person, nor to a number of people under 5. So:
//
//   - Only the first sitting of each person counts, which is also what the classical test theory asks for:
//     sittings that do not depend on each other. Five sittings are five people.
//   - Nothing is told of a question that fewer than [LeastPeople] have sat.
//   - The people who sat a question are let in by fives, in the order of marking. The sixth waits for the tenth. Two
//     looks at one question, whenever taken, differ by nobody or by at least five.
//   - Each version stands for itself and no total is told, so nothing can be subtracted.
//   - Numbers of people are rounded to the nearest multiple of five before anything is made of them, as HESA's
//     rounding methodology for higher education has it: 0 to 2 become 0, 3 to 7 become 5. Shares and their
//     intervals are made of rounded numbers. If the rounded numbers of the options, which add up to a known sum, leave
//     fewer than three values open for one of them, none is told.
//   - A correlation is told in tenths, for ten people or more, and only where the rounded facility is neither
//     nobody nor everybody. What is worth looking at is found in what is told, never in what is not.
//
// One case is left: if the answers of somebody are deleted, the people after take their places, and who has
// kept an older look sees a difference that is not of whole fives.

const (
	// LeastPeople is how many people a figure must be about.
	LeastPeople = 5
	// leastCorrelated is how many people a correlation must be about.
	leastCorrelated = 2 * LeastPeople
)

// let returns how many of n people are let in.
func let(n int) int { return n - n%LeastPeople }

// rounded returns the multiple of five nearest to the number points/most of people; halves go up. Most is at least 1.
func rounded(points, most int) int {
	return (2*points + LeastPeople*most) / (2 * LeastPeople * most) * LeastPeople
}

// A Share is a share of people that was made of a rounded number, in percent.
type Share struct {
	Percent   int
	Low, High int // interval of 95 percent, with the doubt that the rounding leaves
}

// shareOfPeople returns the share of a rounded number of n people, which is a multiple of five. The interval reaches from
// Wilson's for the least number that may have been rounded so to that for the greatest.
func shareOfPeople(number, n int) Share {
	size := float64(n)
	low, _ := wilson(max(0, float64(number)-LeastPeople/2.0)/size, n)
	_, high := wilson(min(size, float64(number)+LeastPeople/2.0)/size, n)
	return Share{
		Percent: (200*number + n) / (2 * n),
		Low:     int(math.Floor(100 * low)), High: int(math.Ceil(100 * high)),
	}
}

// tellable reports whether rounded numbers that add up to n before rounding leave at least three values open for
// each of them.
func tellable(numbers []int, n int) bool {
	const doubt = LeastPeople / 2
	var leasts, mosts int
	for _, k := range numbers {
		leasts += max(0, k-doubt)
		mosts += min(n, k+doubt)
	}
	for _, k := range numbers {
		least, most := max(0, k-doubt), min(n, k+doubt)
		if min(most, n-(leasts-least))-max(least, n-(mosts-most)) < 2 {
			return false
		}
	}
	return true
}
