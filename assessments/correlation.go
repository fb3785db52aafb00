package assessments

import "math"

// z95 is the 0.975 quantile of the normal distribution, for intervals of 95 percent.
const z95 = 1.959963984540054

// wilson returns the 95 percent interval of a share p that was found with n people, after E. B. Wilson, "Probable
// inference, the law of succession, and statistical inference", JASA 22 (1927) 209-212:
//
//	(p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)
//
// It is meant for what is either right or wrong. For partial credit it is too wide rather than too narrow,
// because what lies within 0..1 with mean p has a variance of p(1-p) at most.
func wilson(p float64, n int) (low, high float64) {
	size, z2 := float64(n), z95*z95
	centre := p + z2/(2*size)
	half := z95 * math.Sqrt(p*(1-p)/size+z2/(4*size*size))
	return max(0, (centre-half)/(1+z2/size)), min(1, (centre+half)/(1+z2/size))
}

// fisher returns the 95 percent interval of a correlation r that was found with n people, at least 4, by
// Fisher's transformation: tanh(artanh r ± z/√(n-3)).
func fisher(r float64, n int) (low, high float64) {
	half := z95 / math.Sqrt(float64(n-3))
	return math.Tanh(math.Atanh(r) - half), math.Tanh(math.Atanh(r) + half)
}

// correlation returns the product-moment correlation of x and y, which have the same length:
//
//	Σ(x-x̄)(y-ȳ) / √(Σ(x-x̄)² Σ(y-ȳ)²)
//
// It is 0 if one of them is always the same: then nothing goes with anything. It is never NaN and within -1..1.
func correlation(x, y []float64) float64 {
	if constant(x) || constant(y) {
		return 0
	}
	mx, my := mean(x), mean(y)
	var sxy, sxx, syy float64
	for i := range x {
		dx, dy := x[i]-mx, y[i]-my
		sxy += dx * dy
		sxx += dx * dx
		syy += dy * dy
	}
	return max(-1, min(1, sxy/(math.Sqrt(sxx)*math.Sqrt(syy))))
}

// constant compares exactly: equal shares are equal quotients, which are rounded alike.
func constant(x []float64) bool {
	for _, v := range x {
		if v != x[0] {
			return false
		}
	}
	return true
}

func mean(x []float64) float64 {
	var sum float64
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}
