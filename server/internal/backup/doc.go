// Package backup writes everything that a store keeps into one file, restores it, and moves it from one
// store to another. It speaks to stores through the interfaces of the domains only, so a file written from
// either database can be restored into the other.
//
// # The file
//
// A file is JSON lines, compressed with Zstandard: `zstd -dc FILE | head` shows them. The first line is the [Header].
// Each line that follows holds one record under the name of its kind, such as {"account":{...}}; the kinds
// follow each other in the order of [kinds], the records of a kind in the order of their keys. The last line is
// the [Trailer] with the number of records and a SHA-256 of each kind and of the whole. A file without it
// is incomplete. Bytes, such as those of a PDF, are in base64, times in RFC 3339 with milliseconds. A record is
// encoded in one way only, so two stores hold the same if the sums of their records are the same.
//
// Sessions and failed sign-ins are left out: after a restore everybody signs in again, and no session
// that was ended since the backup comes back to life. The keys that sign sessions and certificates are files
// beside the database; they are not in the backup, because whoever has them can sign in as anybody. The file
// names people and holds hashes of their passwords: it is to be kept like the database.
//
// # What a backup of a store in use holds
//
// From SQLite it is one snapshot. MongoDB without transactions gives no such thing; there the kinds are read one
// after the other while others write, and this holds:
//
//   - Whatever was acknowledged before the backup began is in it. Records are never removed and keys never
//     change, so a walk by ascending key meets every record that was there when it began.
//   - Whatever a record of the backup refers to is in it as well. Kinds that refer are read before those that they
//     refer to: an attempt before its enrolment, that before its version, people before their unit. What a
//     record refers to was there before it, hence before the walk that has to meet it began.
//   - What follows from a record is in it, or is done again. Package flow issues the certificate, then completes the
//     enrolment, then settles the attempt. These are read in the opposite order, so an attempt that is settled in
//     the backup has its enrolment completed, and that has its certificate. Where the backup holds a
//     certificate whose enrolment is still open, completing it finds the certificate by its key.
//
// One reference leads to the same kind: a superseded certificate names its successor. Where that was issued too late to be on a
// page, the certificate is backed up as it was before, and is to be reissued once more.
//
// A record itself is one document and read as a whole. Names, passwords and languages are as they were at some
// time during the backup.
//
// # Whole or not at all
//
// A backup is written beside its place, synced, and renamed when it is complete. A restore reads the whole file
// before it changes anything, then notes in the store that it is under way ([ErrUnfinished]), clears the store, writes, reads
// everything back, compares the sums, and removes the note. As long as the note is there no server starts on the
// store. After a crash the same restore is started again and begins anew.
//
// Begin reading at kinds.go, then write.go and restore.go.
package backup
