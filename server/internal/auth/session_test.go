package auth_test

import (
	"sync"
	"testing"
	"time"

	"lernamt/server/internal/auth"
	"lernamt/server/internal/people"
)

func TestRefresh(t *testing.T) {
	b := newBench(t)
	first, v := b.signIn()
	b.advance(auth.AccessLifetime)
	_, err := b.Visitor(t.Context(), first.Access)
	want(t, "an access token at its end", err, auth.ErrSignedOut)

	second, _, err := b.Refresh(t.Context(), first.Refresh)
	if err != nil || second.Refresh == "" || second.Refresh == first.Refresh {
		t.Fatalf("Refresh = %+v, %v", second, err)
	}
	b.advance(30 * time.Second) // a request that was under way
	late, again, err := b.Refresh(t.Context(), first.Refresh)
	if err != nil || late.Refresh != "" || again.Session != v.Session {
		t.Errorf("within the grace: %+v, %v", late, err)
	}
	if got, err := b.Visitor(t.Context(), late.Access); err != nil || got.Account.ID != "a1" {
		t.Errorf("Visitor = %v, %v", got.Account.ID, err)
	}
	b.advance(time.Millisecond)
	_, _, err = b.Refresh(t.Context(), first.Refresh)
	want(t, "after the grace", err, auth.ErrReused)
	_, err = b.Visitor(t.Context(), late.Access)
	want(t, "access after reuse", err, auth.ErrSignedOut)
	_, _, err = b.Refresh(t.Context(), second.Refresh)
	want(t, "refresh after reuse", err, auth.ErrSignedOut)
}

// TestRefreshTwoBack sees that only the token before the current one has a grace.
func TestRefreshTwoBack(t *testing.T) {
	b := newBench(t)
	first, _ := b.signIn()
	second, _, err := b.Refresh(t.Context(), first.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.Refresh(t.Context(), second.Refresh); err != nil {
		t.Fatal(err)
	}
	_, _, err = b.Refresh(t.Context(), first.Refresh)
	want(t, "the token before the last", err, auth.ErrReused)
}

// TestRefreshAtOnce lets many requests of one browser refresh at the same moment: all get in, one token
// takes the place of the old.
func TestRefreshAtOnce(t *testing.T) {
	b := newBench(t)
	first, _ := b.signIn()
	var mu sync.Mutex
	var given []string
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			tokens, _, err := b.Refresh(t.Context(), first.Refresh)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			if tokens.Refresh != "" {
				given = append(given, tokens.Refresh)
			}
		})
	}
	all.Wait()
	if len(given) != 1 {
		t.Fatalf("%d refresh tokens were given out, want 1", len(given))
	}
	b.advance(time.Hour)
	if _, _, err := b.Refresh(t.Context(), given[0]); err != nil {
		t.Error(err)
	}
}

func TestSignOut(t *testing.T) {
	b := newBench(t)
	tokens, v := b.signIn()
	other, _ := b.signIn()
	if err := b.SignOut(t.Context(), v.Session); err != nil {
		t.Fatal(err)
	}
	_, err := b.Visitor(t.Context(), tokens.Access)
	want(t, "access", err, auth.ErrSignedOut)
	_, _, err = b.Refresh(t.Context(), tokens.Refresh)
	want(t, "refresh", err, auth.ErrSignedOut)
	if _, err := b.Visitor(t.Context(), other.Access); err != nil {
		t.Errorf("another session of the person: %v", err)
	}
}

// TestEnds sees that nothing outlives the session or the person's time here.
func TestEnds(t *testing.T) {
	b := newBench(t)
	tokens, _ := b.signIn()
	for range 12 * 7 { // more than the lifetime, in steps shorter than an access token
		b.advance(9 * time.Minute)
		renewed, _, err := b.Refresh(t.Context(), tokens.Refresh)
		if b.now().Before(noon.Add(auth.SessionLifetime)) != (err == nil) {
			t.Fatalf("after %v: %v", b.now().Sub(noon), err)
		}
		if err == nil {
			tokens = renewed
		}
	}
	_, err := b.Visitor(t.Context(), tokens.Access)
	want(t, "after 12 hours", err, auth.ErrSignedOut)
	if err := b.Sweep(t.Context()); err != nil {
		t.Error(err)
	}

	b.account(people.Account{ID: "geht", Email: "geht@amt.example", Password: hashOf(t), LeftAt: b.now().Add(time.Minute)})
	leaving, _, err := b.SignIn(t.Context(), "geht@amt.example", password)
	if err != nil {
		t.Fatal(err)
	}
	b.advance(time.Minute)
	_, err = b.Visitor(t.Context(), leaving.Access)
	want(t, "after the last day", err, auth.ErrSignedOut)
	_, _, err = b.Refresh(t.Context(), leaving.Refresh)
	want(t, "refresh after the last day", err, auth.ErrSignedOut)
}
