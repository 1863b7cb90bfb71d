CREATE TABLE source_runs (
    scope TEXT NOT NULL,            -- source or site
    name TEXT NOT NULL,             -- the source's URL, or the site
    run INTEGER NOT NULL,           -- of runs; of a day that was put together its last
    at REAL NOT NULL,               -- Unix time
    day INTEGER NOT NULL,           -- since 1970, UTC
    runs INTEGER NOT NULL DEFAULT 1, -- how many are in it
    figures TEXT NOT NULL,          -- JSON: newsspider.core.health.figures
    flagged TEXT NOT NULL DEFAULT '[]', -- JSON: names of what was unusual
    PRIMARY KEY (scope, name, run)
) WITHOUT ROWID;
CREATE INDEX source_runs_day ON source_runs (day);
CREATE TABLE source_health (
    source TEXT PRIMARY KEY,
    state TEXT NOT NULL,            -- well, watch or broken
    reason TEXT,                    -- a sentence
    since REAL NOT NULL,            -- Unix time of the change to this state
    at REAL NOT NULL,               -- of the last run that could tell
    findings TEXT NOT NULL,         -- JSON
    entries TEXT NOT NULL           -- JSON: newsspider.core.health.entries, by URL
);
