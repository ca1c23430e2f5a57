-- Organisations: company accounts, the domains they hold, the values they have.
CREATE TABLE organisation (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    is_active INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    address1 TEXT,
    address2 TEXT,
    city TEXT,
    country TEXT,
    location TEXT,
    phone TEXT,
    postal_code TEXT,
    domains TEXT NOT NULL,
    notes TEXT,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name_key)
) STRICT;

-- Only domains that tie people, and only of active organisations: a new contact is looked up here.
CREATE TABLE held_domain (
    workspace_id INTEGER NOT NULL,
    domain TEXT NOT NULL,
    organisation_id INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, domain)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_domain_holder ON held_domain (workspace_id, organisation_id);

CREATE TABLE organisation_field (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    kind TEXT,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE organisation_value (
    workspace_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    field_id INTEGER NOT NULL,
    value TEXT,
    PRIMARY KEY (workspace_id, organisation_id, field_id)
) STRICT, WITHOUT ROWID;

-- Set when the contact is made, by its domain, or later by hand.
ALTER TABLE contact ADD COLUMN organisation_id INTEGER;
