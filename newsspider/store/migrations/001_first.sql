CREATE TABLE runs (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    spider TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT,
    status TEXT NOT NULL            -- running, done, interrupted, killed, disk_full
);
CREATE TABLE urls (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,       -- normal form, as fetched
    host TEXT NOT NULL,             -- whose pace counts
    site TEXT NOT NULL,             -- registrable domain, or host:port
    kind TEXT NOT NULL,             -- seed, listing, article, section, page, replay
    priority INTEGER NOT NULL,      -- lower first
    depth INTEGER NOT NULL,         -- links away from a given URL
    source TEXT NOT NULL,           -- the given URL that led here
    state TEXT NOT NULL CHECK (state IN ('waiting', 'stored', 'unchanged', 'dropped', 'failed')),
    reason TEXT,                    -- of a drop or failure
    detail TEXT,                    -- what a person needs to understand it
    discovery TEXT,                 -- JSON: how it was found
    first_seen TEXT NOT NULL,
    changed TEXT NOT NULL,          -- when the state was last written
    listed_run INTEGER NOT NULL,    -- last run that came across it
    done_run INTEGER                -- last run that brought it to its state
);
CREATE INDEX urls_waiting ON urls (host, priority, id) WHERE state = 'waiting' AND kind <> 'replay';
CREATE INDEX urls_listed ON urls (listed_run);
CREATE TABLE articles (
    id TEXT PRIMARY KEY,            -- the record's id
    story TEXT NOT NULL,            -- the canonical URL without its scheme (or the URL, where that one can't be trusted)
    n INTEGER NOT NULL,             -- version of the story, from 1
    site TEXT NOT NULL,
    url TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    title TEXT,
    first_seen TEXT NOT NULL,       -- of version 1
    run INTEGER NOT NULL,
    file TEXT NOT NULL,
    UNIQUE (story, n)
);
CREATE INDEX articles_text ON articles (text_hash);
CREATE INDEX articles_url ON articles (url);
CREATE TABLE files (
    file TEXT PRIMARY KEY,          -- relative to OUTPUT_DIR
    size INTEGER NOT NULL           -- bytes, with all that the outbox still holds
);
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    file TEXT NOT NULL,
    offset INTEGER NOT NULL,        -- where the line belongs
    line BLOB NOT NULL
);
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    not_before REAL NOT NULL        -- Unix time: asked to wait (Retry-After) until then
);
