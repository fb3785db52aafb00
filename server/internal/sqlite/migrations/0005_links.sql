-- Holders of certificates may switch a link to them on and off.
ALTER TABLE certificate ADD COLUMN link TEXT NOT NULL DEFAULT '';
CREATE INDEX certificate_link ON certificate (link) WHERE link <> '';
