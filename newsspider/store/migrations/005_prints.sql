CREATE TABLE prints (
    text INTEGER PRIMARY KEY,       -- in the order of storing
    cluster INTEGER NOT NULL,       -- the text whose id names the cluster
    hashes INTEGER NOT NULL,        -- how many hashes the sketch of the whole text has
    hash_limit INTEGER NOT NULL,    -- up to which hash it has all
    article TEXT NOT NULL,          -- the record's id
    print BLOB NOT NULL             -- core/dedupe/prints.py
);
CREATE INDEX prints_article ON prints (article);
CREATE TABLE postings (
    hash INTEGER NOT NULL,          -- of a shingle in a text's sketch
    text INTEGER NOT NULL,
    PRIMARY KEY (hash, text)
) WITHOUT ROWID;
CREATE TABLE anchors (
    cluster INTEGER PRIMARY KEY,    -- whose original came later than the text that names it
    text INTEGER NOT NULL           -- the original
);
CREATE TABLE indexed (
    text INTEGER NOT NULL           -- the last one whose hashes stand in postings: one row
);
INSERT INTO indexed VALUES (0);
