package certs

import "time"

// A State says what a certificate is worth at a time.
type State string

// The states of a certificate.
const (
	Valid      State = "valid"
	Expired    State = "expired"
	Revoked    State = "revoked"
	Superseded State = "superseded" // another certificate corrects it
)

// State returns the state of the certificate at that time.
func (c *Certificate) State(now time.Time) State {
	if !c.Ended.At.IsZero() {
		if c.Ended.By != "" {
			return Superseded
		}
		return Revoked
	}
	if !c.ValidUntil.IsZero() && !now.Before(c.ValidUntil) {
		return Expired
	}
	return Valid
}

// UnitMinutes is the length of one Unterrichtseinheit (UE).
const UnitMinutes = 45

// ValidUntil returns when a certificate issued at that time and valid for so many months ends, the zero time for 0
// months, which is unlimited: it is good until the end of the day that bears the same number as the
// day of issue, or of the month's last day (§ 188 Abs. 2 and 3 BGB).
func (i *Issuer) ValidUntil(issued time.Time, months int) time.Time {
	if months <= 0 || issued.IsZero() {
		return time.Time{}
	}
	issued = issued.In(i.zone())
	year, month, day := issued.Date()
	last := time.Date(year, month+time.Month(months)+1, 0, 0, 0, 0, 0, issued.Location())
	return time.Date(last.Year(), last.Month(), min(day, last.Day())+1, 0, 0, 0, 0, issued.Location()).UTC()
}
