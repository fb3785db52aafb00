package web

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"lernamt/server/internal/auth"
)

func TestCookies(t *testing.T) {
	for scheme, prefix := range map[string]string{"http": "", "https": "__Host-"} {
		s := newSite(t, func(s *Server) { s.Config.URL = &url.URL{Scheme: scheme, Host: s.Config.URL.Host} })
		c := s.signIn("lernen")
		for _, name := range []string{cookieAccess, cookieRefresh} {
			k := c.jar.kept[prefix+name]
			if k == nil {
				t.Fatalf("%s: no cookie %s", scheme, prefix+name)
			}
			if !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" || k.Secure != (scheme == "https") {
				t.Errorf("%s: %v", scheme, k)
			}
		}
		if hsts := c.get("/").header.Get("Strict-Transport-Security"); (hsts != "") != (scheme == "https") {
			t.Errorf("%s: Strict-Transport-Security %q", scheme, hsts)
		}
	}
}

func TestSignInPage(t *testing.T) {
	s := newSite(t)
	s.clock.advance(time.Hour)
	c := s.browser()
	try := func(email, password string) *page { return c.post("/anmelden", "email", email, "passwort", password) }
	for _, email := range []string{"niemand@musterstadt.example", "lernen@musterstadt.example"} {
		p := try(email, "falsch").want(http.StatusUnprocessableEntity).says("E-Mail-Adresse oder Passwort stimmt nicht.").hides("falsch")
		if p.value("email") != email {
			t.Errorf("the address came back as %q", p.value("email"))
		}
	}
	for range 4 {
		try("lernen@musterstadt.example", "falsch").want(http.StatusUnprocessableEntity)
	}
	try("lernen@musterstadt.example", "lernen-in-musterstadt").want(http.StatusTooManyRequests)
	s.clock.advance(2 * time.Second)
	try(" LERNEN@musterstadt.example ", "lernen-in-musterstadt").leads("/")
}

// TestSessionLasts follows a session through the end of its access token, two requests at once, and its own end.
func TestSessionLasts(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	token := c.formToken()
	first := c.jar.value(cookieRefresh)
	s.clock.advance(auth.AccessLifetime + time.Second)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { c.at().get("/").want(http.StatusOK) })
	}
	all.Wait()
	if c.jar.value(cookieRefresh) == first {
		t.Error("the refresh token was not replaced")
	}
	c.post("/sprache", fieldToken, token, "sprache", "de").leads("/") // forms outlive the access token
	s.clock.advance(auth.SessionLifetime)
	c.get("/").leads("/anmelden")
	if c.jar.value(cookieAccess)+c.jar.value(cookieRefresh) != "" {
		t.Error("the cookies of an ended session are kept")
	}
}

// TestRefreshTokenStolen plays a thief who uses a refresh token after its owner.
func TestRefreshTokenStolen(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	thief := s.browser()
	thief.jar.set(cookieRefresh, c.jar.value(cookieRefresh))
	s.clock.advance(auth.AccessLifetime + time.Second)
	c.get("/").want(http.StatusOK)
	s.clock.advance(time.Minute)
	thief.get("/").leads("/anmelden")
	thief.get("/anmelden").says("Ihre Sitzung wurde aus Sicherheitsgründen beendet")
	c.get("/").leads("/anmelden")
	if len(s.log.lines("used twice")) != 1 {
		t.Error("the log does not say so once")
	}
}

// TestSignOut sees that the tokens of a session that was signed out are worth nothing at once.
func TestSignOut(t *testing.T) {
	s := newSite(t)
	c := s.signIn("lernen")
	copied := s.browser()
	for _, name := range []string{cookieAccess, cookieRefresh} {
		copied.jar.set(name, c.jar.value(name))
	}
	copied.get("/").want(http.StatusOK)
	c.post("/abmelden").leads("/anmelden")
	c.get("/anmelden").says("Sie sind abgemeldet.")
	copied.get("/").leads("/anmelden")
	if c.jar.value(cookieAccess)+c.jar.value(cookieRefresh) != "" {
		t.Error("the cookies are kept")
	}
}

func TestForgedCookies(t *testing.T) {
	s := newSite(t)
	for _, value := range []string{"", "x", "a.b.c", strings.Repeat("x", 2000), "eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vLTA1In0."} {
		c := s.browser()
		for _, name := range []string{cookieAccess, cookieRefresh, cookieForm, cookieFlash, cookieLang} {
			c.jar.set(name, value)
		}
		c.get("/").leads("/anmelden")
		c.get("/impressum").want(http.StatusOK)
	}
	c := s.signIn("lernen")
	c.jar.set(cookieFlash, "flash.gibt-es-nicht<b>")
	c.get("/").want(http.StatusOK).hides("gibt-es-nicht")
}
