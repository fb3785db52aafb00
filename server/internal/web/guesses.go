package web

import (
	"hash/maphash"
	"net"
	"sync"
	"time"
)

// Who asks for certificates without their codes may ask guessesBurst times at once, then once each
// guessesEvery. With 80 random bits in a number nobody finds one by guessing; this keeps them from trying, and
// from trying the 40 bits of a code.
const (
	guessesBurst = 60
	guessesEvery = 10 * time.Second
	guessesRetry = "60" // seconds
)

// guessesSize bounds the memory: 10,000 networks of 16 bytes.
const guessesSize = 10_000

// guesses counts by network. Addresses are not kept: the keys are hashes with a seed that only this process
// has, and they are forgotten when the network may ask at full again, or when there are too many.
//
// Behind a proxy all people share one network. Whoever has a code is answered all the same.
type guesses struct {
	mu   sync.Mutex
	seed maphash.Seed
	full map[uint64]time.Time // when the network may ask guessesBurst times again
}

func newGuesses() *guesses {
	return &guesses{seed: maphash.MakeSeed(), full: make(map[uint64]time.Time)}
}

// allow counts one guess and reports whether it may be answered.
func (g *guesses) allow(ip net.IP, now time.Time) bool {
	key := maphash.Bytes(g.seed, network(ip))
	g.mu.Lock()
	defer g.mu.Unlock()
	full := g.full[key]
	if full.Before(now) {
		full = now
	}
	full = full.Add(guessesEvery)
	if full.Sub(now) > guessesBurst*guessesEvery {
		return false
	}
	if len(g.full) >= guessesSize {
		g.forget(now)
	}
	g.full[key] = full
	return true
}

// forget makes room: networks that may ask at full again are forgotten, all if that is not enough.
func (g *guesses) forget(now time.Time) {
	for key, full := range g.full {
		if !full.After(now) {
			delete(g.full, key)
		}
	}
	if len(g.full) >= guessesSize {
		clear(g.full)
	}
}

// network returns what one subscriber has: an IPv4 address, or the first 64 bits of an IPv6 address.
func network(ip net.IP) []byte {
	if v4 := ip.To4(); v4 != nil {
		return v4
	}
	return ip.Mask(net.CIDRMask(64, 128))
}
