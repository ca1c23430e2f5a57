-- The do-not-contact list: an entry is a block of kind 3, whose key is the contact; what was heard stands here. bounce:
-- the reports, each once: of a message by its customer and slot; without one (customer 0) by the moment of the report.
CREATE TABLE suppression (
    workspace_id INTEGER NOT NULL,
    block_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    source INTEGER NOT NULL,
    contact_hash BLOB NOT NULL,
    last_line TEXT,
    PRIMARY KEY (workspace_id, block_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX suppression_contact ON suppression (workspace_id, contact_hash);

CREATE TABLE bounce (
    workspace_id INTEGER NOT NULL,
    contact_hash BLOB NOT NULL,
    kind INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    reported_at INTEGER NOT NULL,
    source INTEGER NOT NULL,
    at INTEGER NOT NULL,
    last_line TEXT NOT NULL,
    PRIMARY KEY (workspace_id, contact_hash, kind, customer_id, slot, reported_at)
) STRICT, WITHOUT ROWID;
