ALTER TABLE postings RENAME TO old_postings;
CREATE TABLE postings (
    hash INTEGER PRIMARY KEY,       -- of a shingle in texts' sketches
    texts TEXT NOT NULL             -- each text and its sketch's extent, in eight hexadecimal digits each
);
INSERT INTO postings (hash, texts)
    SELECT hash, group_concat(printf('%08x%08x', text, CASE WHEN hashes < 24 THEN hashes ELSE hash_limit END), '')
    FROM old_postings JOIN prints USING (text) GROUP BY hash;
DROP TABLE old_postings;
