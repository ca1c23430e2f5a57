-- A contact gets a number: that of the customer who first brought it, so no counter is asked. What surfaces tell of the
-- person stands beside it.
ALTER TABLE contact ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE contact ADD COLUMN first_name TEXT;
ALTER TABLE contact ADD COLUMN last_name TEXT;
ALTER TABLE contact ADD COLUMN email TEXT;
ALTER TABLE contact ADD COLUMN mobile TEXT;
UPDATE contact SET number = COALESCE((
    SELECT MIN(customer.id) FROM customer
    WHERE customer.workspace_id = contact.workspace_id AND customer.contact_hash = contact.address_hash), 0);
CREATE UNIQUE INDEX contact_number ON contact (workspace_id, number);

-- Which members of a known person a customer replaced; the old value is gone (Q31).
CREATE TABLE contact_change (
    workspace_id INTEGER NOT NULL,
    contact_number INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    members TEXT NOT NULL,
    PRIMARY KEY (workspace_id, contact_number, customer_id)
) STRICT, WITHOUT ROWID;

-- What a customer is about: the segment, and a document with product lines and what was asked for.
ALTER TABLE customer ADD COLUMN segment_id INTEGER;
ALTER TABLE customer ADD COLUMN about TEXT;
ALTER TABLE batch ADD COLUMN remarks TEXT;

CREATE TABLE segment (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    parent_id INTEGER,
    questionnaire_id INTEGER,
    template_id INTEGER,
    created_at INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, code)
) STRICT, WITHOUT ROWID;
INSERT INTO segment (workspace_id, id, created_at, code, name)
SELECT workspace_id, 1, created_at, 'S1', 'Main' FROM workspace;
INSERT INTO sequence (workspace_id, name, next) SELECT workspace_id, 'segment', 2 FROM workspace;

CREATE TABLE product_group (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    questionnaire_id INTEGER,
    template_id INTEGER,
    created_at INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE product (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, group_id, name_key)
) STRICT, WITHOUT ROWID;
