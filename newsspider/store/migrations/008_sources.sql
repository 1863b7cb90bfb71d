CREATE TABLE aliases (
    url TEXT PRIMARY KEY,           -- another address of a page: its AMP or mobile variant, where it redirected to
    of TEXT NOT NULL                -- the page's URL in urls
) WITHOUT ROWID;
