-- Backups read the people concerned by an entry. The table's own key leads to the entries of a person.
CREATE INDEX audit_subject_of_entry ON audit_subject (entry, account);

-- Notes of the operator's commands, such as that a restore is under way.
CREATE TABLE note (
	name TEXT PRIMARY KEY,
	text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
