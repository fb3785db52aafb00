package certs

import (
	"bytes"
	"math"
	"testing"
	"time"
)

func TestParseColour(t *testing.T) {
	for text, want := range map[string]colour{"#004575": {0, 69, 117}, "#000000": {}, "#767676": {118, 118, 118}, "#A00000": {160, 0, 0}} {
		if got, err := parseColour(text); err != nil || got != want {
			t.Errorf("parseColour(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "004575", "#00457", "#0045755", "#00457g", "#+04575", "#777777", "#ffffff", "#ffcc00", "blue"} {
		if got, err := parseColour(text); err == nil {
			t.Errorf("parseColour(%q) = %v, want an error", text, got)
		}
	}
	if got := (colour{255, 255, 255}).contrast(); math.Abs(got-1) > 1e-9 {
		t.Errorf("contrast of white = %v, want 1", got)
	}
	if got := (colour{}).contrast(); math.Abs(got-21) > 1e-9 {
		t.Errorf("contrast of black = %v, want 21", got)
	}
	for name, c := range map[string]colour{"ink": ink, "grey": grey, "accent": accent} {
		if got := c.contrast(); got < minContrast {
			t.Errorf("contrast of %s = %.1f", name, got)
		}
	}
}

func TestBodyColour(t *testing.T) {
	i := Issuer{Body: Body{Name: "Stadt", Colour: "#A00000"}, Clock: func() time.Time { return time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC) }}
	red, err := i.Yearly(t.Context(), yearOf(1), 2026, "de")
	if err != nil {
		t.Fatal(err)
	}
	plain := Issuer{Body: Body{Name: "Stadt"}, Clock: i.Clock}
	blue, err := plain.Yearly(t.Context(), yearOf(1), 2026, "de")
	if err != nil || bytes.Equal(red, blue) {
		t.Errorf("the colour of the body makes no difference, %v", err)
	}
	d := sampleDrawing()
	d.accent = &colour{160, 0, 0}
	if bytes.Equal(drawn(t, d), drawn(t, sampleDrawing())) {
		t.Error("the colour makes no difference to a certificate")
	}
	wrong := Issuer{Body: Body{Name: "Stadt", Colour: "#ffcc00"}, Clock: i.Clock}
	if _, err := wrong.Yearly(t.Context(), yearOf(1), 2026, "de"); err == nil || wrong.Body.Check() == nil {
		t.Errorf("a colour that cannot be read: error %v", err)
	}
}
