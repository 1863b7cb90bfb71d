ALTER TABLE urls ADD COLUMN tries INTEGER NOT NULL DEFAULT 0; -- failures in a row
ALTER TABLE urls ADD COLUMN next_try REAL; -- Unix time: a failed one isn't asked for before; NULL: only when listed again
ALTER TABLE urls ADD COLUMN idle INTEGER NOT NULL DEFAULT 0; -- looks at a stored page in a row that found nothing new
UPDATE urls SET tries = 1, next_try = 0 WHERE state = 'failed';
CREATE INDEX urls_retry ON urls (next_try) WHERE state = 'failed';
CREATE TABLE listings (
    url TEXT PRIMARY KEY,           -- of a feed, sitemap or section page
    etag TEXT,                      -- validators of its last answer
    last_modified TEXT,
    polled REAL NOT NULL,           -- Unix time of the last visit
    whole REAL NOT NULL,            -- and of the last one without validators
    interval REAL NOT NULL          -- seconds until the next
);
