ALTER TABLE urls ADD COLUMN dated INTEGER NOT NULL DEFAULT 0; -- 1: a listing has said when it was modified
ALTER TABLE urls ADD COLUMN next_visit REAL; -- Unix time: a stored page is looked at again then; NULL: not by the clock
CREATE INDEX urls_visit ON urls (next_visit) WHERE next_visit IS NOT NULL;
