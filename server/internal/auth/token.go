package auth

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// AccessLifetime is how long an access token is good.
const AccessLifetime = 10 * time.Minute

const audience = "lernamt"

// errToken reports an access token that is forged, expired, or not ours.
var errToken = errors.New("auth: access token is not valid")

// signAccess returns an access token for the session: a JWT signed with EdDSA (RFC 8037) whose sub is the
// account and whose jti is the session.
func (k *Keys) signAccess(s Session, now time.Time) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.RegisteredClaims{
		Issuer:    audience,
		Audience:  jwt.ClaimStrings{audience},
		Subject:   s.Account,
		ID:        string(s.ID),
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(AccessLifetime)),
	})
	token.Header["kid"] = k.ids[0]
	return token.SignedString(k.private[0])
}

// verifyAccess returns what a valid token says. The algorithm is pinned; the key is chosen by kid
// among our own.
func (k *Keys) verifyAccess(token string, now time.Time) (access, error) {
	var claims jwt.RegisteredClaims
	_, err := jwt.ParseWithClaims(token, &claims, func(t *jwt.Token) (any, error) {
		for i, id := range k.ids {
			if t.Header["kid"] == id {
				return k.private[i].Public().(ed25519.PublicKey), nil
			}
		}
		return nil, errToken
	},
		jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
		jwt.WithAudience(audience), jwt.WithIssuer(audience), jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(func() time.Time { return now }))
	if err != nil {
		return access{}, fmt.Errorf("%w: %w", errToken, err)
	}
	return access{session: SessionID(claims.ID), account: claims.Subject, expires: claims.ExpiresAt.Time}, nil
}

// access is what an access token says.
type access struct {
	session SessionID
	account string
	expires time.Time
}

// verified remembers tokens whose signature was checked, because checking one takes longer than
// everything else that a page needs. It never outlives a token and never says that a session is live.
type verified struct {
	mu     sync.RWMutex
	tokens map[string]access
}

// verifiedSize bounds the memory: 20,000 tokens of about 350 bytes.
const verifiedSize = 20_000

func (v *verified) get(token string, now time.Time) (access, bool) {
	v.mu.RLock()
	a, ok := v.tokens[token]
	v.mu.RUnlock()
	return a, ok && now.Before(a.expires)
}

func (v *verified) put(token string, a access) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.tokens == nil || len(v.tokens) >= verifiedSize {
		v.tokens = make(map[string]access)
	}
	v.tokens[token] = a
}
