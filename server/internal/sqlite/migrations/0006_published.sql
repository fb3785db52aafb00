-- Nodes ask what others have published. One that shares this file does not exist, but whoever opens it may ask.
CREATE INDEX version_by_time ON version (published DESC, hash);
