package seed

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// sheet is the PDF of every seeded certificate that was not drawn. Drawing takes longer than everything else
// together and a million drawn ones have 30 GB. It says what it is, so that nobody takes it for a certificate.
var sheet, sheetHash = func() ([]byte, string) {
	pdf := page("TESTDATEN - KEIN ZERTIFIKAT", "Dieses Blatt steht in einer erfundenen Datenmenge", "an der Stelle eines gezeichneten Zertifikats (lernamt seed).")
	sum := sha256.Sum256(pdf)
	return pdf, hex.EncodeToString(sum[:])
}()

// page returns a PDF of one page with lines of ASCII text.
func page(title string, lines ...string) []byte {
	text := fmt.Sprintf("BT /F 22 Tf 60 760 Td (%s) Tj /F 12 Tf", title)
	for _, line := range lines {
		text += fmt.Sprintf(" 0 -24 Td (%s) Tj", escape(line))
	}
	text += " ET"
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(text), text),
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	places := make([]int, len(objects))
	for i, o := range objects {
		places[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.Bytes()
}

// escape marks what ends a string in PDF.
var escape = strings.NewReplacer("(", `\(`, ")", `\)`).Replace
