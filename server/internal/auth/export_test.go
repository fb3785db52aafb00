package auth

// Comparing lets a test see each comparison of a password with a hash before it is made.
func (p *Passwords) Comparing(see func(hash string)) {
	compare := p.compare
	p.compare = func(password, hash string) (bool, error) {
		see(hash)
		return compare(password, hash)
	}
}
