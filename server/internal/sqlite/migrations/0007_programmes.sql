-- The certificate of a programme lists its modules.
ALTER TABLE certificate ADD COLUMN modules TEXT NOT NULL DEFAULT '[]';
