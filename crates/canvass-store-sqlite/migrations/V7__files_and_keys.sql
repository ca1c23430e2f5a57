-- Client settings, hosts of a workspace, outside issuers, certificates, files.

ALTER TABLE token ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';

ALTER TABLE client ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
UPDATE client SET settings = '{"replays":true}' WHERE replays = 1;
ALTER TABLE client DROP COLUMN replays;
ALTER TABLE client ADD COLUMN scope_alias TEXT;
ALTER TABLE client ADD COLUMN outside_name TEXT;
CREATE UNIQUE INDEX client_outside_name ON client (workspace_id, outside_name) WHERE outside_name IS NOT NULL;

-- A host name stands for one workspace of all.
CREATE TABLE host (
    host TEXT NOT NULL PRIMARY KEY,
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Either the keys themselves or their address.
CREATE TABLE issuer (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    issuer TEXT NOT NULL,
    audience TEXT NOT NULL,
    keys TEXT,
    keys_url TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, issuer, audience),
    CHECK ((keys IS NULL) <> (keys_url IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX issuer_named ON issuer (issuer);

-- Certificates of senders who encrypt: thumbprints in hexadecimal digits.
CREATE TABLE certificate (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    sha1 TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    public_key TEXT NOT NULL,
    subject TEXT NOT NULL,
    ends_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, sha256)
) STRICT, WITHOUT ROWID;

-- Files of answers. Answers name them by number, as a JSON list; their bytes are stored once a workspace.
ALTER TABLE answer ADD COLUMN files TEXT;

CREATE TABLE file (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    digest BLOB NOT NULL,
    thumbprint TEXT,
    encryption_key TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE file_content (
    workspace_id INTEGER NOT NULL,
    digest BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (workspace_id, digest)
) STRICT;
