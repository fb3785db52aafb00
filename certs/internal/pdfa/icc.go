package pdfa

import (
	"encoding/binary"
	"math"
	"slices"
	"sync"
)

// outputIntent adds the colour space that the drawing's RGB means, sRGB, and returns its number.
func (o *objects) outputIntent() int {
	profile := o.add(srgbStream())
	return o.add(dict{
		"/Type": "/OutputIntent", "/S": "/GTS_PDFA1", "/OutputConditionIdentifier": "(sRGB IEC61966-2.1)",
		"/Info": "(sRGB IEC61966-2.1)", "/RegistryName": "(http://www.color.org)", "/DestOutputProfile": ref(profile),
	}.String())
}

var srgbStream = sync.OnceValue(func() string {
	return streamBody(dict{"/N": "3", "/Alternate": "/DeviceRGB", "/Filter": "/FlateDecode"}, deflate(srgb()))
})

// srgb returns an ICC profile, version 2.1 (ICC.1:1998-09), for the colours of IEC 61966-2-1, adapted to D50.
func srgb() []byte {
	curve := toneCurve()
	tags := []struct {
		name string
		data []byte
	}{
		{"desc", iccDescription("sRGB IEC61966-2.1")},
		{"cprt", append([]byte("text\x00\x00\x00\x00"), "No copyright, use freely\x00"...)},
		{"wtpt", xyz(0.9642, 1, 0.8249)},
		{"rXYZ", xyz(0.4360747, 0.2225045, 0.0139322)},
		{"gXYZ", xyz(0.3850649, 0.7168786, 0.0971045)},
		{"bXYZ", xyz(0.1430804, 0.0606169, 0.7141733)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	}
	be := binary.BigEndian
	table := be.AppendUint32(nil, uint32(len(tags)))
	var data []byte
	start := 128 + 4 + 12*len(tags)
	places := map[string]int{}
	for _, t := range tags {
		at, shared := places[string(t.data)]
		if !shared {
			at = start + len(data)
			places[string(t.data)] = at
			data = append(data, t.data...)
			data = append(data, make([]byte, -len(data)&3)...)
		}
		table = append(table, t.name...)
		table = be.AppendUint32(be.AppendUint32(table, uint32(at)), uint32(len(t.data)))
	}
	return slices.Concat(iccHeader(start+len(data)), table, data)
}

// iccHeader returns the 128 bytes before the table of tags.
func iccHeader(size int) []byte {
	h := make([]byte, 128)
	be := binary.BigEndian
	be.PutUint32(h[0:], uint32(size))
	be.PutUint32(h[8:], 0x02100000) // version 2.1
	copy(h[12:], "mntrRGB XYZ ")
	for i, v := range []uint16{2026, 1, 1, 0, 0, 0} { // when the profile was made
		be.PutUint16(h[24+2*i:], v)
	}
	copy(h[36:], "acsp")
	copy(h[68:], xyz(0.9642, 1, 0.8249)[8:]) // illuminant D50
	return h
}

// toneCurve returns the transfer function of sRGB as 1,024 points.
func toneCurve() []byte {
	const points = 1024
	curve := append([]byte("curv\x00\x00\x00\x00"), 0, 0, points>>8, points&0xff)
	for i := range points {
		v := float64(i) / (points - 1)
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		curve = binary.BigEndian.AppendUint16(curve, uint16(math.Round(v*65535)))
	}
	return curve
}

// xyz returns a colour as XYZType with one entry.
func xyz(x, y, z float64) []byte {
	b := []byte("XYZ \x00\x00\x00\x00")
	for _, v := range []float64{x, y, z} {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(v*65536))))
	}
	return b
}

// iccDescription returns a textDescriptionType with ASCII only.
func iccDescription(s string) []byte {
	b := []byte("desc\x00\x00\x00\x00")
	b = binary.BigEndian.AppendUint32(b, uint32(len(s)+1))
	b = append(b, s...)
	return append(b, make([]byte, 1+4+4+2+1+67)...) // NUL, no Unicode, no ScriptCode
}
