package certs

import "lernamt/certs/internal/inspect"

// Attached shows external tests what is inside a file.
var Attached = inspect.Attachments

// SignToken makes the token that stands in the QR code.
var SignToken = token
