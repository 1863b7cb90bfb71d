CREATE TABLE aliases (
    url TEXT PRIMARY KEY,           -- another address of a page: its AMP or mobile variant, where it redirected to
    of TEXT NOT NULL                -- the page's URL in urls
) WITHOUT ROWID;
CREATE TABLE recent (
    listing TEXT NOT NULL,          -- URL of a sitemap
    url_id INTEGER NOT NULL,        -- a young page that it listed at its last visit
    at REAL NOT NULL,               -- Unix time: the page's date as listed, else when it was first seen
    PRIMARY KEY (listing, url_id)
) WITHOUT ROWID;
CREATE TABLE looks (
    site TEXT PRIMARY KEY,
    made INTEGER NOT NULL,          -- looks at stored pages by the clock, the last ones counting most
    found INTEGER NOT NULL          -- and how many of them found a change, or the page gone
) WITHOUT ROWID;
CREATE TABLE site_files (
    url TEXT PRIMARY KEY,           -- of a tdmrep.json
    body BLOB NOT NULL,             -- empty: the site has none
    fetched TEXT NOT NULL           -- UTC
) WITHOUT ROWID;
