CREATE TABLE forms (
    site TEXT NOT NULL,
    form TEXT NOT NULL,             -- of a URL
    articles INTEGER NOT NULL,      -- pages of this form that were articles
    others INTEGER NOT NULL,        -- and that were something else
    PRIMARY KEY (site, form)
) WITHOUT ROWID;
