-- Files that are taken in row by row. `settings` is a document (document/import_settings.rs). What became of a row stands in
-- import_row, but for accepted ones: those are what is left of their chunk.
CREATE TABLE import_file (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    row_count bigint NOT NULL,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    batch_id integer,
    name text NOT NULL,
    settings text NOT NULL,
    state text NOT NULL,
    cause text,
    actor text NOT NULL,
    CONSTRAINT import_number PRIMARY KEY (workspace_id, id),
    CONSTRAINT import_name UNIQUE (workspace_id, name)
);
CREATE INDEX import_batch ON import_file (workspace_id, batch_id) WHERE batch_id IS NOT NULL;

-- What one transaction took in. `row_digests` has four bytes a row, to name the first that differs.
CREATE TABLE import_chunk (
    workspace_id integer NOT NULL,
    import_id integer NOT NULL,
    last_row bigint NOT NULL,
    row_count bigint NOT NULL,
    accepted bigint NOT NULL,
    customers bigint NOT NULL,
    first_customer integer,
    batch_id integer,
    digest bytea NOT NULL,
    row_digests bytea NOT NULL,
    PRIMARY KEY (workspace_id, import_id, last_row)
);

CREATE TABLE import_row (
    workspace_id integer NOT NULL,
    import_id integer NOT NULL,
    place bigint NOT NULL,
    line bigint NOT NULL,
    customer_id integer,
    bucket text NOT NULL,
    reason text NOT NULL,
    field text,
    detail text,
    PRIMARY KEY (workspace_id, import_id, place)
);
