// Lernamt works without this file; it only makes a few things nicer.
"use strict";

// A form that came back with mistakes starts at their summary, so that nobody has to look for it.
document.querySelector(".error-summary")?.focus();
