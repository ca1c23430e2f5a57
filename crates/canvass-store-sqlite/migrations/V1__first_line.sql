-- The whole first line. Moments are 100-nanosecond ticks since 1970, times of day are seconds.
-- Every key leads with the workspace, but for the system tables at the top: they tell the workspace, or know none.
-- Rows live in their key's tree (WITHOUT ROWID) where they are small; each further index must earn its place.

CREATE TABLE installation (
    id TEXT NOT NULL,
    key_check BLOB NOT NULL,
    one INTEGER NOT NULL DEFAULT 1 PRIMARY KEY CHECK (one = 1)
) STRICT;

CREATE TABLE node (
    node_id INTEGER NOT NULL PRIMARY KEY,
    beat_at INTEGER NOT NULL,
    registered_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sending (
    one INTEGER NOT NULL DEFAULT 1 PRIMARY KEY CHECK (one = 1),
    pause_reason TEXT
) STRICT;
INSERT INTO sending (one, pause_reason) VALUES (1, NULL);

CREATE TABLE token (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id INTEGER,
    name TEXT NOT NULL,
    hash BLOB NOT NULL,
    scopes TEXT NOT NULL,
    expires_at INTEGER,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE client (
    id TEXT NOT NULL PRIMARY KEY,
    workspace_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    secret_hash BLOB NOT NULL,
    older_secret_hash BLOB,
    scopes TEXT NOT NULL,
    replays INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in (
    hash BLOB NOT NULL PRIMARY KEY,
    workspace_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_expiry ON sign_in (expires_at);

CREATE TABLE session (
    hash BLOB NOT NULL PRIMARY KEY,
    workspace_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE workspace (
    workspace_id INTEGER NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    zone TEXT NOT NULL,
    send_time INTEGER NOT NULL,
    closing_time INTEGER NOT NULL,
    open_days INTEGER NOT NULL,
    language TEXT NOT NULL,
    sender_name TEXT NOT NULL,
    configuration_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- Next free number of each kind of row: ids count from 1 in each workspace and never come twice.
CREATE TABLE sequence (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    name TEXT NOT NULL,
    next INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE app_user (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE data_column (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    display_name TEXT NOT NULL,
    external_name TEXT,
    is_required INTEGER NOT NULL,
    is_archived INTEGER NOT NULL,
    is_identifying INTEGER NOT NULL,
    is_reportable INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE template (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    text_body TEXT NOT NULL,
    html_body TEXT,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name)
) STRICT;

CREATE TABLE questionnaire (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    guid BLOB NOT NULL,
    name TEXT NOT NULL,
    version INTEGER,
    created_at INTEGER NOT NULL,
    draft TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name)
) STRICT;

CREATE TABLE questionnaire_version (
    workspace_id INTEGER NOT NULL,
    questionnaire_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (workspace_id, questionnaire_id, version),
    FOREIGN KEY (workspace_id, questionnaire_id) REFERENCES questionnaire (workspace_id, id)
) STRICT;

CREATE TABLE route (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    conditions TEXT NOT NULL,
    questionnaire_id INTEGER NOT NULL,
    template_id INTEGER,
    language TEXT,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, questionnaire_id) REFERENCES questionnaire (workspace_id, id),
    FOREIGN KEY (workspace_id, template_id) REFERENCES template (workspace_id, id)
) STRICT, WITHOUT ROWID;

-- The customers of a batch are the ids first_customer .. first_customer + customers - 1: no index finds them.
-- look_at: when time next does something to the batch: the soonest end of an open customer, or a moment in the past
-- when all are at an end. NULL = never.
CREATE TABLE batch (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    is_test INTEGER NOT NULL,
    send_time INTEGER,
    notify TEXT,
    first_customer INTEGER NOT NULL,
    customers INTEGER NOT NULL,
    look_at INTEGER,
    created_at INTEGER NOT NULL,
    decided_at INTEGER,
    closed_at INTEGER,
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_look ON batch (look_at) WHERE look_at IS NOT NULL;

CREATE TABLE contact (
    workspace_id INTEGER NOT NULL,
    address_hash BLOB NOT NULL,
    first_seen_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, address_hash)
) STRICT, WITHOUT ROWID;

-- What changes and what is searched stands in front, long texts at the end. No foreign keys from here on: ids come
-- from the same transaction, and `check` looks for orphans.
CREATE TABLE customer (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    state INTEGER NOT NULL,
    reason TEXT,
    is_test INTEGER NOT NULL,
    ends_at INTEGER,
    invited_at INTEGER,
    opened_at INTEGER,
    started_at INTEGER,
    finished_at INTEGER,
    questionnaire_id INTEGER,
    version INTEGER,
    template_id INTEGER,
    language TEXT,
    link_generation INTEGER NOT NULL DEFAULT 1,
    send_at INTEGER NOT NULL,
    transaction_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    previous_id INTEGER,
    contact_hash BLOB,
    email TEXT,
    phone TEXT,
    data_values TEXT NOT NULL,
    prefilled TEXT NOT NULL,
    decisions TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;

-- Later entries of the ledger; those of the intake stand in customer.decisions, those of a plain delivery in message.
CREATE TABLE decision (
    workspace_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    rule TEXT NOT NULL,
    detail TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, customer_id, seq)
) STRICT, WITHOUT ROWID;

-- States: 0 waiting, 1 claimed, 2 handing over, 3 in doubt, 4 held, 5 sent, 6 rejected, 7 failed, 8 expired,
-- 9 cancelled.
CREATE TABLE message (
    workspace_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    state INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    fence INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    node_id INTEGER,
    lease_until INTEGER,
    handed_over_at INTEGER,
    settled_at INTEGER,
    peer TEXT,
    last_line TEXT,
    PRIMARY KEY (workspace_id, customer_id, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_due ON message (due_at, workspace_id, customer_id) WHERE state = 0;
CREATE INDEX message_open ON message (state, node_id) WHERE state IN (1, 2);
CREATE INDEX message_stuck ON message (workspace_id, state, customer_id) WHERE state IN (3, 4);

CREATE TABLE answer (
    workspace_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    question_id INTEGER NOT NULL,
    page_repetition INTEGER NOT NULL,
    section_repetition INTEGER NOT NULL,
    questionnaire_id INTEGER NOT NULL,
    is_test INTEGER NOT NULL,
    month INTEGER,
    score INTEGER,
    is_not_applicable INTEGER NOT NULL,
    positions TEXT NOT NULL,
    answered_at INTEGER NOT NULL,
    text TEXT,
    PRIMARY KEY (workspace_id, customer_id, question_id, page_repetition, section_repetition)
) STRICT, WITHOUT ROWID;

CREATE TABLE cut_value (
    workspace_id INTEGER NOT NULL,
    column_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (workspace_id, column_id, id),
    UNIQUE (workspace_id, column_id, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE answer_cut (
    workspace_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    column_id INTEGER NOT NULL,
    value_id INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, customer_id, column_id)
) STRICT, WITHOUT ROWID;

-- Counters of scores: column_id 0 and value_id 0 = not cut. A question by a column is one range of the key.
CREATE TABLE score_count (
    workspace_id INTEGER NOT NULL,
    questionnaire_id INTEGER NOT NULL,
    question_id INTEGER NOT NULL,
    column_id INTEGER NOT NULL,
    month INTEGER NOT NULL,
    value_id INTEGER NOT NULL,
    score INTEGER NOT NULL,
    shard INTEGER NOT NULL,
    answers INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, questionnaire_id, question_id, column_id, month, value_id, score, shard)
) STRICT, WITHOUT ROWID;

CREATE TABLE request (
    workspace_id INTEGER NOT NULL,
    route TEXT NOT NULL,
    key BLOB NOT NULL,
    principal TEXT NOT NULL,
    body BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    batch_id INTEGER,
    answer TEXT,
    PRIMARY KEY (workspace_id, route, key)
) STRICT;
-- The 15-minute repeat check.
CREATE INDEX request_body ON request (workspace_id, body);
-- What the sweep forgets.
CREATE INDEX request_made ON request (made_at);

CREATE TABLE audit (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (workspace_id, id)
) STRICT;
