package courses

import (
	"bytes"
	"errors"
	"image"
	_ "image/jpeg" // known to image.DecodeConfig
	_ "image/png"  // known to image.DecodeConfig
	"strings"
)

// A medium is a file that lessons show or offer.
type medium struct {
	contentType   string
	width, height int // in pixels; 0 if unknown
}

// readMedium tells what a file is, or false if a module does not serve such files.
func readMedium(data []byte, r *report) (medium, bool) {
	m := medium{contentType: mediaType(r.file)}
	switch m.contentType {
	case "":
		return m, false
	case "image/svg+xml":
		var err error
		m.width, m.height, err = checkSVG(data)
		var fault *svgFault
		if errors.As(err, &fault) {
			r.errorf(fault.line, fault.column, "svg", "%s", fault.message)
			return m, false
		}
	case "image/png", "image/jpeg":
		config, format, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil || !strings.HasSuffix(m.contentType, format) {
			r.errorf(0, 0, "media", "Das Bild lässt sich nicht lesen oder hat die falsche Endung.")
			return m, false
		}
		m.width, m.height = config.Width, config.Height
	}
	return m, true
}

func (m medium) image() bool { return strings.HasPrefix(m.contentType, "image/") }
func (m medium) video() bool { return strings.HasPrefix(m.contentType, "video/") }
func (m medium) audio() bool { return strings.HasPrefix(m.contentType, "audio/") }
