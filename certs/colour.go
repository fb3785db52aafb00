package certs

import (
	"fmt"
	"math"
	"strconv"
)

// minContrast is how much a colour for text must stand out from white paper (WCAG 2.2, success criterion 1.4.3).
const minContrast = 4.5

// parseColour reads a colour such as #004575 that text can be read in on white.
func parseColour(s string) (colour, error) {
	if len(s) != 7 || s[0] != '#' {
		return colour{}, fmt.Errorf("certs: colour %q is not of the form #004575", s)
	}
	n, err := strconv.ParseUint(s[1:], 16, 24)
	if err != nil {
		return colour{}, fmt.Errorf("certs: colour %q is not of the form #004575", s)
	}
	c := colour{int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff)}
	if got := c.contrast(); got < minContrast {
		return colour{}, fmt.Errorf("certs: colour %q has a contrast of %.1f on white: at least %.1f is needed to read it", s, got, minContrast)
	}
	return c, nil
}

// contrast returns the contrast ratio to white, 1 to 21, as WCAG 2.2 defines it.
func (c colour) contrast() float64 {
	part := func(v int) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	luminance := 0.2126*part(c.r) + 0.7152*part(c.g) + 0.0722*part(c.b)
	return 1.05 / (luminance + 0.05)
}
