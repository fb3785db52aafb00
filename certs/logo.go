package certs

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/jpeg" // a body's logo may be one
	"image/png"

	"github.com/jung-kurt/gofpdf"
)

// The room for the logo in millimetres.
const (
	logoWidth  = 48.0
	logoHeight = 22.0
	logoTop    = 22.0
)

// maxLogo is how many pixels a logo may have.
const maxLogo = 4 << 20

// flatten returns a PNG or JPEG as an opaque PNG on white with 8 bits per channel: what every PDF may hold.
// No logo is no error.
func flatten(logo []byte) ([]byte, error) {
	if len(logo) == 0 {
		return nil, nil
	}
	if start := bytes.TrimLeft(bytes.TrimPrefix(logo, []byte("\ufeff")), " \t\r\n"); bytes.HasPrefix(start, []byte("<")) {
		return nil, errors.New("certs: logo: SVG is not supported; save it as PNG, at least 600 pixels wide, or as JPEG")
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(logo))
	if err != nil {
		return nil, fmt.Errorf("certs: logo: %w", err)
	}
	if size.Width*size.Height > maxLogo {
		return nil, fmt.Errorf("certs: logo of %d x %d pixels: at most %d in all", size.Width, size.Height, maxLogo)
	}
	picture, _, err := image.Decode(bytes.NewReader(logo))
	if err != nil {
		return nil, fmt.Errorf("certs: logo: %w", err)
	}
	flat := image.NewRGBA(image.Rect(0, 0, size.Width, size.Height))
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), picture, picture.Bounds().Min, draw.Over)
	var out bytes.Buffer
	if err := png.Encode(&out, flat); err != nil {
		return nil, fmt.Errorf("certs: logo: %w", err)
	}
	return out.Bytes(), nil
}

// drawLogo draws the logo at the top right and returns the width that it takes away.
func (p *page) drawLogo() float64 {
	info := p.sheet.pdf.RegisterImageOptionsReader("logo", gofpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(p.logo))
	if info == nil || p.sheet.pdf.Err() {
		return 0
	}
	scale := min(logoWidth/info.Width(), logoHeight/info.Height())
	width, height := info.Width()*scale, info.Height()*scale
	figure := p.sheet.in("Figure", func() {
		p.sheet.content(func() {
			p.sheet.pdf.ImageOptions("logo", right-width, logoTop, width, height, false, gofpdf.ImageOptions{ImageType: "PNG"}, 0, "")
		})
	})
	figure.Alt = "Logo " + clean(p.IssuerName)
	figure.Page, figure.Box = p.sheet.pdf.PageNo(), box(right-width, logoTop, width, height)
	return width + 8
}
