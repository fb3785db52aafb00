package people

import (
	"testing"
	"time"
)

func TestFoldEmail(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{" Anna.Au@Stadt.Example\t\n", "anna.au@stadt.example"},
		{"JÖRG@ÄMTER.example", "jörg@ämter.example"},
		{"jo\u0308rg@stadt.example", "j\u00f6rg@stadt.example"}, // decomposed, as some keyboards send it
		{"JO\u0308RG@stadt.example", "j\u00f6rg@stadt.example"},
		{"a b@c", "a b@c"},
	} {
		if got := FoldEmail(c.in); got != c.want {
			t.Errorf("FoldEmail(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzFoldEmail(f *testing.F) {
	for _, seed := range []string{"", "A@b", " İ@ẞ.de", "e\u0301\u0301", "\xff", "\u0130\u0307"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		once := FoldEmail(address)
		if again := FoldEmail(once); again != once {
			t.Errorf("folding %q gives %q and then %q", address, once, again)
		}
	})
}

func TestName(t *testing.T) {
	for _, c := range []struct {
		account Account
		want    string
	}{
		{Account{Given: "Jördis", Family: "Au"}, "Jördis Au"},
		{Account{Given: "Jördis"}, "Jördis"},
		{Account{Family: "Au"}, "Au"},
		{Account{}, ""},
	} {
		if got := c.account.Name(); got != c.want {
			t.Errorf("Name of %+v = %q, want %q", c.account, got, c.want)
		}
	}
}

func TestActive(t *testing.T) {
	now := time.Date(2026, time.November, 23, 8, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		left time.Time
		want bool
	}{
		{time.Time{}, true},
		{now.Add(time.Millisecond), true},
		{now, false},
		{now.Add(-time.Millisecond), false},
	} {
		if got := (&Account{LeftAt: c.left}).Active(now); got != c.want {
			t.Errorf("Active of an account left at %v = %v, want %v", c.left, got, c.want)
		}
	}
}

func TestIs(t *testing.T) {
	a := Account{Grants: []Grant{{HR, "amt-10"}, {Trainer, ""}}}
	for _, r := range Roles {
		if got, want := a.Is(r), r == HR || r == Trainer; got != want {
			t.Errorf("Is(%s) = %v, want %v", r, got, want)
		}
	}
	if (&Account{}).Is("") {
		t.Error("an account without grants holds a role")
	}
}
