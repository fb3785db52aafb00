package audit

import (
	"encoding/hex"
	"fmt"
	"time"
)

// MaxSubjects is how many people one entry may concern, so that entries stay small.
const MaxSubjects = 200

// NewID returns an ID for an entry made at that time: the milliseconds since 1970 in 12 hexadecimal
// digits, then the random bytes given, so that IDs sort by time.
func NewID(at time.Time, random [8]byte) string {
	return fmt.Sprintf("%012x%s", at.UnixMilli(), hex.EncodeToString(random[:]))
}
