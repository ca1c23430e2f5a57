-- Locks and opt-outs. Keys are keyed hashes; column 0 is the contact. A person is meant when as many keys of one group
-- are found as the group has.
CREATE TABLE block (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    questionnaire_id INTEGER,
    customer_id INTEGER,
    opt_in INTEGER,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE block_key (
    workspace_id INTEGER NOT NULL,
    column_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    block_id INTEGER NOT NULL,
    group_number INTEGER NOT NULL,
    group_size INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, column_id, hash, block_id, group_number)
) STRICT, WITHOUT ROWID;
CREATE INDEX block_key_block ON block_key (workspace_id, block_id);

-- Identifying values of a customer, as they were at intake; the contact stands in the customer's own row.
CREATE TABLE customer_key (
    workspace_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    column_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (workspace_id, customer_id, column_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_key_hash ON customer_key (workspace_id, column_id, hash, customer_id);

-- Who else is the same person: opt-outs, resting periods, priority.
CREATE INDEX customer_contact ON customer (workspace_id, contact_hash) WHERE contact_hash IS NOT NULL;
ALTER TABLE customer ADD COLUMN opted_out_at INTEGER;

-- Customers that wait for the fate of one with a higher priority (E66-E70).
CREATE TABLE yielded (
    workspace_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    winner_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, customer_id)
) STRICT, WITHOUT ROWID;
