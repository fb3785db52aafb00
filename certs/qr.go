package certs

import (
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"
)

// qrCode draws the address for checking, and the token after #, where there is one, as vector squares with
// the top left corner at x, y. Browsers do not send what follows # to the server.
func (p *page) qrCode(x, y float64) {
	content := p.url
	if p.token != "" {
		content += "#" + p.token
	}
	code, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		p.sheet.pdf.SetError(fmt.Errorf("QR code: %w", err))
		return
	}
	code.DisableBorder = true // the page around it is the quiet zone
	figure := p.sheet.in("Figure", func() {
		p.sheet.content(func() {
			p.sheet.pdf.RawWriteStr("q " + fill(ink) + " " + modules(code.Bitmap(), x, y, codeSize) + "f Q")
		})
	})
	figure.Alt = p.words.verify + ": " + p.url
	figure.Page, figure.Box = p.sheet.pdf.PageNo(), box(x, y, codeSize, codeSize)
}

// modules returns the path of the dark squares, those side by side in a row as one rectangle.
func modules(bitmap [][]bool, x, y, size float64) string {
	var path strings.Builder
	edge := size / float64(len(bitmap)) / mmPerPoint
	x0, y0 := x/mmPerPoint, (pageHeight-y)/mmPerPoint
	for row, squares := range bitmap {
		for from := 0; from < len(squares); {
			if !squares[from] {
				from++
				continue
			}
			to := from
			for to < len(squares) && squares[to] {
				to++
			}
			fmt.Fprintf(&path, "%.3f %.3f %.3f %.3f re ", x0+float64(from)*edge, y0-float64(row+1)*edge, float64(to-from)*edge, edge)
			from = to
		}
	}
	return path.String()
}

// fill returns the operator that sets the colour of areas.
func fill(c colour) string {
	return fmt.Sprintf("%.3f %.3f %.3f rg", float64(c.r)/255, float64(c.g)/255, float64(c.b)/255)
}
