-- Files that are taken in row by row. `settings` is a document (document/import_settings.rs). What became of a row stands in
-- import_row, but for accepted ones: those are what is left of their chunk.
CREATE TABLE import_file (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    state TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    batch_id INTEGER,
    cause TEXT,
    actor TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX import_name ON import_file (workspace_id, name);
CREATE INDEX import_batch ON import_file (workspace_id, batch_id) WHERE batch_id IS NOT NULL;

-- What one transaction took in. `row_digests` has four bytes a row, to name the first that differs.
CREATE TABLE import_chunk (
    workspace_id INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    last_row INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    customers INTEGER NOT NULL,
    first_customer INTEGER,
    batch_id INTEGER,
    digest BLOB NOT NULL,
    row_digests BLOB NOT NULL,
    PRIMARY KEY (workspace_id, import_id, last_row)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_row (
    workspace_id INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    place INTEGER NOT NULL,
    line INTEGER NOT NULL,
    bucket TEXT NOT NULL,
    reason TEXT NOT NULL,
    field TEXT,
    detail TEXT,
    customer_id INTEGER,
    PRIMARY KEY (workspace_id, import_id, place)
) STRICT, WITHOUT ROWID;
