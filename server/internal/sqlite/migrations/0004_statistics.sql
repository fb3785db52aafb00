-- Statistics read the marked attempts of one version in the order of marking.
CREATE INDEX attempt_marked ON attempt (module, content, marked, id) WHERE points IS NOT NULL;
