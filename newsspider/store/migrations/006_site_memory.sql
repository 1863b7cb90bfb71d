CREATE TABLE memory_sites (
    site TEXT PRIMARY KEY,          -- host, without www.
    stories INTEGER NOT NULL,       -- different ones that it was learned from
    since TEXT NOT NULL,            -- day of the first
    layout TEXT                     -- JSON: which places pages have, and how pages went lately
) WITHOUT ROWID;
CREATE TABLE memory_texts (
    site TEXT NOT NULL,
    key INTEGER NOT NULL,           -- of the folded words
    place INTEGER NOT NULL,         -- key of the first one's path
    first INTEGER NOT NULL,         -- number of the first story that it was seen on, and of the last
    last INTEGER NOT NULL,
    since TEXT NOT NULL,
    words INTEGER NOT NULL,
    text TEXT NOT NULL,             -- its beginning, for people
    head INTEGER NOT NULL,          -- blocks before and after it on the first page
    tail INTEGER NOT NULL,
    stories INTEGER NOT NULL,
    dropped INTEGER NOT NULL,       -- of them: not kept by the page alone
    in_place INTEGER NOT NULL,      -- at the first one's place, at its distance from the beginning, from the end
    head_hits INTEGER NOT NULL,
    tail_hits INTEGER NOT NULL,
    ends INTEGER NOT NULL,          -- among the last blocks
    PRIMARY KEY (site, key)
) WITHOUT ROWID;
CREATE TABLE memory_places (
    site TEXT NOT NULL,
    key INTEGER NOT NULL,           -- of the path
    path TEXT NOT NULL,
    last INTEGER NOT NULL,
    stories INTEGER NOT NULL,
    weighed INTEGER NOT NULL,       -- blocks that the model weighed, and kept
    kept INTEGER NOT NULL,
    texts INTEGER NOT NULL,         -- texts kept by the page alone, and those never seen before
    fresh INTEGER NOT NULL,
    PRIMARY KEY (site, key)
) WITHOUT ROWID;
CREATE TABLE site_events (
    id INTEGER PRIMARY KEY,
    site TEXT NOT NULL,
    kind TEXT NOT NULL,             -- layout_changed, layout_second, layout_learned
    since TEXT NOT NULL,            -- fetched_at of the page that showed it
    run INTEGER NOT NULL,
    url TEXT NOT NULL,
    detail TEXT
);
CREATE INDEX site_events_site ON site_events (site);
CREATE TABLE held (                 -- records of new sites, written out when their furniture is known
    id TEXT PRIMARY KEY,            -- the record's
    seq INTEGER NOT NULL,           -- order of storing
    site TEXT NOT NULL,
    file TEXT NOT NULL,             -- that its line goes to
    record BLOB NOT NULL,           -- its line
    look BLOB                       -- what its page showed the memory
);
CREATE INDEX held_site ON held (site);
