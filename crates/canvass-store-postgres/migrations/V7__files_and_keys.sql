-- Client settings, hosts of a workspace, outside issuers, certificates, files.

ALTER TABLE token ADD COLUMN settings text NOT NULL DEFAULT '{}';

ALTER TABLE client ADD COLUMN settings text NOT NULL DEFAULT '{}';
UPDATE client SET settings = '{"replays":true}' WHERE replays;
ALTER TABLE client DROP COLUMN replays;
ALTER TABLE client ADD COLUMN scope_alias text;
ALTER TABLE client ADD COLUMN outside_name text;
CREATE UNIQUE INDEX client_outside_name ON client (workspace_id, outside_name) WHERE outside_name IS NOT NULL;

-- A host name stands for one workspace of all.
CREATE TABLE host (
    host text NOT NULL,
    workspace_id integer NOT NULL,
    created_at bigint NOT NULL,
    CONSTRAINT host_name PRIMARY KEY (host)
);
CREATE INDEX host_workspace ON host (workspace_id);

-- Either the keys themselves or their address.
CREATE TABLE issuer (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    created_at bigint NOT NULL,
    issuer text NOT NULL,
    audience text NOT NULL,
    keys text,
    keys_url text,
    CONSTRAINT issuer_number PRIMARY KEY (workspace_id, id),
    CONSTRAINT issuer_audience UNIQUE (workspace_id, issuer, audience),
    CHECK ((keys IS NULL) <> (keys_url IS NULL))
);
CREATE INDEX issuer_named ON issuer (issuer);

-- Certificates of senders who encrypt: thumbprints in hexadecimal digits.
CREATE TABLE certificate (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    ends_at bigint NOT NULL,
    created_at bigint NOT NULL,
    sha1 text NOT NULL,
    sha256 text NOT NULL,
    public_key text NOT NULL,
    subject text NOT NULL,
    CONSTRAINT certificate_number PRIMARY KEY (workspace_id, id),
    CONSTRAINT certificate_thumbprint UNIQUE (workspace_id, sha256)
);

-- Files of answers. Answers name them by number, as a JSON list; their bytes are stored once a workspace.
ALTER TABLE answer ADD COLUMN files text;

CREATE TABLE file (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    size bigint NOT NULL,
    created_at bigint NOT NULL,
    name text NOT NULL,
    media_type text NOT NULL,
    digest bytea NOT NULL,
    thumbprint text,
    encryption_key text,
    CONSTRAINT file_number PRIMARY KEY (workspace_id, id)
);

CREATE TABLE file_content (
    workspace_id integer NOT NULL,
    digest bytea NOT NULL,
    bytes bytea NOT NULL,
    CONSTRAINT file_content_digest PRIMARY KEY (workspace_id, digest)
);
-- Photos and documents are compressed already.
ALTER TABLE file_content ALTER COLUMN bytes SET STORAGE EXTERNAL;
