-- Certificates may be revoked, and superseded by a further edition. A table cannot change what is unique in
-- it, so it is made anew, and so is the one that refers to it.

ALTER TABLE certificate RENAME TO certificate_before;

CREATE TABLE certificate (
	number       TEXT PRIMARY KEY,
	code         TEXT NOT NULL,
	person       TEXT NOT NULL,
	subject      TEXT NOT NULL,
	cycle        INTEGER NOT NULL,
	kind         TEXT NOT NULL,
	language     TEXT NOT NULL,
	holder       TEXT NOT NULL,
	title        TEXT NOT NULL,
	version      TEXT NOT NULL,
	content_hash TEXT NOT NULL,
	minutes      INTEGER NOT NULL,
	objectives   TEXT NOT NULL, -- array, as are the next two
	competences  TEXT NOT NULL,
	legal_bases  TEXT NOT NULL,
	began        INTEGER,
	ended        INTEGER,
	issuer_name  TEXT NOT NULL,
	issuer_place TEXT NOT NULL,
	responsible  TEXT NOT NULL,
	issued       INTEGER,
	valid_until  INTEGER,
	pdf_hash     TEXT NOT NULL,
	template     TEXT NOT NULL,
	edition      INTEGER NOT NULL,
	revoked      INTEGER,       -- when it was revoked or superseded
	reason       TEXT NOT NULL, -- why
	successor    TEXT NOT NULL, -- by which number it is superseded
	UNIQUE (person, subject, cycle, edition)
) STRICT;

INSERT INTO certificate (number, code, person, subject, cycle, kind, language, holder, title, version, content_hash, minutes,
	objectives, competences, legal_bases, began, ended, issuer_name, issuer_place, responsible, issued, valid_until, pdf_hash, template,
	edition, reason, successor)
SELECT number, code, person, subject, cycle, kind, language, holder, title, version, content_hash, minutes,
	objectives, competences, legal_bases, began, ended, issuer_name, issuer_place, responsible, issued, valid_until, pdf_hash, template,
	0, '', '' FROM certificate_before;

ALTER TABLE certificate_pdf RENAME TO certificate_pdf_before;

CREATE TABLE certificate_pdf (
	number TEXT PRIMARY KEY REFERENCES certificate,
	pdf    BLOB NOT NULL
) STRICT;

INSERT INTO certificate_pdf (number, pdf) SELECT number, pdf FROM certificate_pdf_before;

DROP TABLE certificate_pdf_before;
DROP TABLE certificate_before;

CREATE INDEX certificate_of_person ON certificate (person, issued, number);
CREATE INDEX certificate_revoked ON certificate (revoked, number) WHERE revoked IS NOT NULL;
