package courses

import (
	"errors"
	"strings"
	"testing"
)

func TestCheckSVG(t *testing.T) {
	const open, end = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 320.4 200" `, `</svg>`
	tests := []struct {
		name, svg string
		ok        bool
	}{
		{"empty drawing", open + `>` + end, true},
		{"declaration and comment", `<?xml version="1.0" encoding="UTF-8"?><!-- a -->` + open + `>` + end, true},
		{"own parts", open + `><defs><marker id="m"/></defs><use href="#m"/><use xlink:href="#m"/><path marker-end="url(#m)" fill="url( '#m' )"/>` + end, true},
		{"style without addresses", open + `><style>text { fill: #111 }</style>` + end, true},
		{"the word url in a text", open + `><text>url(http://x)</text>` + end, true},

		{"nothing", ``, false},
		{"no drawing", `<html/>`, false},
		{"no name space", `<svg/>`, false},
		{"not closed", open + `>`, false},
		{"script", open + `><script>alert(1)</script>` + end, false},
		{"script with a prefix", open + `xmlns:x="http://www.w3.org/2000/svg"><x:SCRIPT/>` + end, false},
		{"event", open + `onload="alert(1)">` + end, false},
		{"event in capitals", open + `><rect ONCLICK="x"/>` + end, false},
		{"foreign object", open + `><foreignObject/>` + end, false},
		{"picture from elsewhere", open + `><image href="https://x/y.png"/>` + end, false},
		{"use from elsewhere", open + `><use xlink:href="y.svg#a"/>` + end, false},
		{"script link", open + `><a href="javascript:alert(1)"/>` + end, false},
		{"data link", open + `><image href="data:image/png;base64,x"/>` + end, false},
		{"fill from elsewhere", open + `><rect fill="url(https://x#a)"/>` + end, false},
		{"inline style from elsewhere", open + `><rect style="fill:URL( 'https://x')"/>` + end, false},
		{"import", open + `><style>@import "https://x";</style>` + end, false},
		{"escaped address in a style", open + `><style>a{fill:u\72l(https://x)}</style>` + end, false},
		{"animated link", open + `><set attributeName="xlink:href" to="javascript:x"/>` + end, false},
		{"animated event", open + `><animate attributeName="onclick"/>` + end, false},
		{"base", open + `xml:base="https://x/">` + end, false},
		{"style sheet", `<?xml-stylesheet href="https://x"?>` + open + `>` + end, false},
		{"entities", `<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + open + `>` + end, false},
		{"other encoding", `<?xml version="1.0" encoding="UTF-7"?>` + open + `>` + end, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			width, height, err := checkSVG([]byte(tt.svg))
			var fault *svgFault
			if tt.ok != (err == nil) || err != nil && !errors.As(err, &fault) {
				t.Errorf("checkSVG error = %v, want ok = %v", err, tt.ok)
			}
			if tt.ok && (width != 320 || height != 200) {
				t.Errorf("size = %d x %d, want 320 x 200", width, height)
			}
		})
	}
}

func TestSVGSize(t *testing.T) {
	for size, want := range map[string][2]int{
		`width="30" height="20px"`:           {30, 20},
		`width="100%" viewBox="0,0,10,20"`:   {10, 20},
		`width="NaN" height="1e999"`:         {0, 0},
		`viewBox="0 0 -5 20"`:                {0, 0},
		`width="3" height="4" viewBox="0 0"`: {3, 4},
	} {
		width, height, err := checkSVG([]byte(`<svg xmlns="http://www.w3.org/2000/svg" ` + size + `/>`))
		if err != nil || width != want[0] || height != want[1] {
			t.Errorf("size of %s = %d x %d, %v; want %v", size, width, height, err, want)
		}
	}
}

func FuzzCheckSVG(f *testing.F) {
	f.Add([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><style>a{}</style><use href="#a"/></svg>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		width, height, err := checkSVG(data)
		if width < 0 || height < 0 {
			t.Errorf("size = %d x %d", width, height)
		}
		if err == nil && strings.Contains(strings.ToLower(string(data)), "<script>") && !strings.Contains(string(data), "<!--") && !strings.Contains(string(data), "CDATA") {
			t.Errorf("a script passed: %q", data)
		}
	})
}
