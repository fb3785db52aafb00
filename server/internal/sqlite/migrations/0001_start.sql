-- Times are milliseconds since 1970 in UTC; NULL is the zero time. Lists and maps that are only ever read
-- as a whole are JSON in one column, so that what belongs together is read and written in one row.

PRAGMA application_id = 1280462401; -- LRNA: the file is ours

-- courses

CREATE TABLE version (
	hash      TEXT PRIMARY KEY,
	module    TEXT NOT NULL,
	number    TEXT NOT NULL,
	published INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX version_of_module ON version (module, published DESC, hash);

-- The same picture in ten versions is kept once.
CREATE TABLE content (
	id     INTEGER PRIMARY KEY,
	sha256 BLOB NOT NULL UNIQUE,
	bytes  BLOB NOT NULL
) STRICT;

CREATE TABLE version_file (
	version TEXT NOT NULL REFERENCES version,
	path    TEXT NOT NULL,
	content INTEGER NOT NULL REFERENCES content,
	PRIMARY KEY (version, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment (
	person    TEXT NOT NULL,
	module    TEXT NOT NULL,
	cycle     INTEGER NOT NULL,
	version   TEXT NOT NULL,
	enrolled  INTEGER,
	completed INTEGER,
	updated   INTEGER,
	lessons   TEXT NOT NULL, -- object: lesson to time
	PRIMARY KEY (person, module, cycle)
) STRICT, WITHOUT ROWID;

CREATE INDEX enrolment_open ON enrolment (updated, person, module, cycle) WHERE completed IS NULL;

-- assessments

CREATE TABLE attempt (
	id        TEXT PRIMARY KEY,
	person    TEXT NOT NULL,
	module    TEXT NOT NULL,
	cycle     INTEGER NOT NULL,
	number    INTEGER NOT NULL,
	content   TEXT NOT NULL,
	seed      INTEGER NOT NULL, -- the 64 bits of an unsigned number
	questions TEXT NOT NULL,    -- array
	started   INTEGER,
	deadline  INTEGER,
	answers   TEXT NOT NULL,    -- object: question to array
	submitted INTEGER,
	closed    INTEGER NOT NULL, -- 1 once submitted
	points    INTEGER,          -- this and the next four are NULL until marked
	most      INTEGER,
	passed    INTEGER,
	earned    TEXT,             -- object: question to points
	marked    INTEGER,
	settled   INTEGER NOT NULL
) STRICT;

CREATE INDEX attempt_of_person ON attempt (person, module, cycle, number);
CREATE INDEX attempt_running ON attempt (deadline) WHERE closed = 0;
CREATE INDEX attempt_unsettled ON attempt (started, id) WHERE closed = 1 AND settled = 0;

-- certs

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
	UNIQUE (person, subject, cycle)
) STRICT;

CREATE INDEX certificate_of_person ON certificate (person, issued, number);

CREATE TABLE certificate_pdf (
	number TEXT PRIMARY KEY REFERENCES certificate,
	pdf    BLOB NOT NULL
) STRICT;

-- people

CREATE TABLE unit (
	id     TEXT PRIMARY KEY,
	parent TEXT NOT NULL,
	name   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
	id       TEXT PRIMARY KEY,
	email    TEXT NOT NULL,
	folded   TEXT NOT NULL UNIQUE, -- the address as it is compared
	given    TEXT NOT NULL,
	family   TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	unit     TEXT NOT NULL,
	grants   TEXT NOT NULL,        -- array
	language TEXT NOT NULL,
	password TEXT NOT NULL,
	created  INTEGER,
	left_at  INTEGER
) STRICT;

CREATE INDEX account_in_unit ON account (unit, sort_key, id);

CREATE TABLE assignment (
	id         TEXT PRIMARY KEY,
	module     TEXT NOT NULL,
	units      TEXT NOT NULL, -- array
	due        INTEGER,
	created_by TEXT NOT NULL,
	created    INTEGER
) STRICT;

-- auth

CREATE TABLE session (
	id       TEXT PRIMARY KEY,
	account  TEXT NOT NULL,
	created  INTEGER,
	expires  INTEGER,
	refresh  TEXT NOT NULL,
	previous TEXT NOT NULL,
	rotated  INTEGER,
	ended    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX session_of_account ON session (account);
CREATE INDEX session_expiring ON session (expires);
CREATE INDEX session_ended ON session (ended) WHERE ended IS NOT NULL;

CREATE TABLE failure (
	key   TEXT NOT NULL,
	at    INTEGER NOT NULL,
	count INTEGER NOT NULL, -- several may happen in one millisecond
	PRIMARY KEY (key, at)
) STRICT, WITHOUT ROWID;

CREATE INDEX failure_by_age ON failure (at);

-- audit

CREATE TABLE audit_entry (
	id     TEXT PRIMARY KEY,
	at     INTEGER,
	actor  TEXT NOT NULL,
	role   TEXT NOT NULL,
	action TEXT NOT NULL,
	object TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_subject (
	account TEXT NOT NULL,
	entry   TEXT NOT NULL REFERENCES audit_entry,
	PRIMARY KEY (account, entry)
) STRICT, WITHOUT ROWID;
