-- Moments are 100-ns ticks since 1970. Every primary key leads with workspace_id, but for the system tables:
-- installation, node, sending, token, client, sign_in, session. Constraint names are what errors speak of.

CREATE TABLE installation (
    one_row boolean NOT NULL DEFAULT true CHECK (one_row),
    id text NOT NULL,
    key_check bytea NOT NULL,
    CONSTRAINT installation_row PRIMARY KEY (one_row)
);

CREATE TABLE node (
    node_id bigint PRIMARY KEY,
    registered_at bigint NOT NULL,
    beat_at bigint NOT NULL
);

CREATE TABLE sending (
    one_row boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (one_row),
    pause_reason text
);
INSERT INTO sending (one_row) VALUES (true);

CREATE TABLE workspace (
    workspace_id integer PRIMARY KEY,
    configuration_version bigint NOT NULL,
    created_at bigint NOT NULL,
    send_time integer NOT NULL,
    closing_time integer NOT NULL,
    open_days integer NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    zone text NOT NULL,
    language text NOT NULL,
    sender_name text NOT NULL,
    CONSTRAINT workspace_slug UNIQUE (slug)
);

-- Numbers counted per workspace; `next` is the first that was not given out. Workspace 0 counts the workspaces.
CREATE TABLE sequence (
    workspace_id integer NOT NULL,
    name text NOT NULL,
    next integer NOT NULL,
    PRIMARY KEY (workspace_id, name)
) WITH (fillfactor = 20);

CREATE TABLE data_column (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    is_required boolean NOT NULL,
    is_archived boolean NOT NULL,
    is_identifying boolean NOT NULL,
    is_reportable boolean NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    display_name text NOT NULL,
    external_name text,
    CONSTRAINT column_id PRIMARY KEY (workspace_id, id),
    CONSTRAINT column_name UNIQUE (workspace_id, name_key)
);

CREATE TABLE questionnaire (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    version integer,
    created_at bigint NOT NULL,
    guid uuid NOT NULL,
    name text NOT NULL,
    draft text NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT questionnaire_guid UNIQUE (workspace_id, guid),
    CONSTRAINT questionnaire_name UNIQUE (workspace_id, name)
);

CREATE TABLE questionnaire_version (
    workspace_id integer NOT NULL,
    questionnaire_id integer NOT NULL,
    version integer NOT NULL,
    published_at bigint NOT NULL,
    document text NOT NULL,
    PRIMARY KEY (workspace_id, questionnaire_id, version)
);

CREATE TABLE template (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    name text NOT NULL,
    subject text NOT NULL,
    text_body text NOT NULL,
    html_body text,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT template_name UNIQUE (workspace_id, name)
);

CREATE TABLE route (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    position integer NOT NULL,
    questionnaire_id integer NOT NULL,
    template_id integer,
    conditions text NOT NULL,
    language text,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT route_questionnaire FOREIGN KEY (workspace_id, questionnaire_id)
        REFERENCES questionnaire (workspace_id, id),
    CONSTRAINT route_template FOREIGN KEY (workspace_id, template_id) REFERENCES template (workspace_id, id)
);

-- The customers of a batch are the numbers from first_customer on, without gaps: no index finds them. look_at is when
-- the sweep looks at the batch next: at the soonest end of an open customer, or when somebody reached an end.
CREATE TABLE batch (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    first_customer integer NOT NULL,
    customers integer NOT NULL,
    send_time integer,
    created_at bigint NOT NULL,
    decided_at bigint,
    closed_at bigint,
    look_at bigint,
    is_test boolean NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    name text NOT NULL,
    notify text,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX batch_look ON batch (look_at) WHERE look_at IS NOT NULL;

CREATE TABLE contact (
    workspace_id integer NOT NULL,
    address_hash bytea NOT NULL,
    first_seen_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, address_hash)
);

CREATE TABLE customer (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    batch_id integer NOT NULL,
    position integer NOT NULL,
    send_at bigint NOT NULL,
    transaction_at bigint NOT NULL,
    ends_at bigint,
    created_at bigint NOT NULL,
    invited_at bigint,
    opened_at bigint,
    started_at bigint,
    finished_at bigint,
    priority integer NOT NULL,
    previous_id integer,
    questionnaire_id integer,
    version integer,
    template_id integer,
    link_generation integer NOT NULL DEFAULT 1,
    state smallint NOT NULL,
    is_test boolean NOT NULL,
    reason text,
    language text,
    email text,
    phone text,
    contact_hash bytea,
    data_values text NOT NULL,
    prefilled text NOT NULL,
    decisions text NOT NULL,
    PRIMARY KEY (workspace_id, id)
) WITH (fillfactor = 90); -- no index holds a column that changes, so updates stay in their page

CREATE TABLE decision (
    workspace_id integer NOT NULL,
    customer_id integer NOT NULL,
    seq integer NOT NULL,
    at bigint NOT NULL,
    rule text NOT NULL,
    detail text,
    CONSTRAINT decision_seq PRIMARY KEY (workspace_id, customer_id, seq)
);

CREATE TABLE message (
    workspace_id integer NOT NULL,
    customer_id integer NOT NULL,
    slot smallint NOT NULL,
    state smallint NOT NULL,
    batch_id integer NOT NULL,
    due_at bigint NOT NULL,
    closes_at bigint NOT NULL,
    ends_at bigint NOT NULL,
    lease_until bigint,
    node_id bigint,
    handed_over_at bigint,
    settled_at bigint,
    fence integer NOT NULL DEFAULT 0,
    attempts integer NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    peer text,
    last_line text,
    PRIMARY KEY (workspace_id, customer_id, slot)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02); -- four versions a message
CREATE INDEX message_due ON message (due_at, workspace_id, customer_id) WHERE state = 0;
CREATE INDEX message_open ON message (state, node_id) WHERE state IN (1, 2);
CREATE INDEX message_stuck ON message (workspace_id, state, customer_id) WHERE state IN (3, 4);

CREATE TABLE answer (
    workspace_id integer NOT NULL,
    customer_id integer NOT NULL,
    question_id integer NOT NULL,
    page_repetition integer NOT NULL,
    section_repetition integer NOT NULL,
    questionnaire_id integer NOT NULL,
    answered_at bigint NOT NULL,
    score integer,
    month integer,
    is_not_applicable boolean NOT NULL,
    is_test boolean NOT NULL,
    positions text NOT NULL,
    text text,
    PRIMARY KEY (workspace_id, customer_id, question_id, page_repetition, section_repetition)
);

-- Values that results are cut by, as small numbers. The digest keeps long values out of the index.
CREATE TABLE cut_value (
    workspace_id integer NOT NULL,
    column_id integer NOT NULL,
    id integer NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (workspace_id, column_id, id)
);
CREATE UNIQUE INDEX cut_value_value ON cut_value (workspace_id, column_id, md5(value));

CREATE TABLE answer_cut (
    workspace_id integer NOT NULL,
    customer_id integer NOT NULL,
    column_id integer NOT NULL,
    value_id integer NOT NULL,
    PRIMARY KEY (workspace_id, customer_id, column_id)
);

-- Counters kept in the answer's transaction; column 0 is the total. A shard is written by one thread of a node, so
-- that answers given at once do not wait for each other; readers add the shards up.
CREATE TABLE score_count (
    workspace_id integer NOT NULL,
    questionnaire_id integer NOT NULL,
    question_id integer NOT NULL,
    column_id integer NOT NULL,
    month integer NOT NULL,
    value_id integer NOT NULL,
    score integer NOT NULL,
    shard integer NOT NULL,
    answers bigint NOT NULL,
    PRIMARY KEY (workspace_id, questionnaire_id, question_id, column_id, month, value_id, score, shard)
) WITH (fillfactor = 70);

CREATE TABLE request (
    workspace_id integer NOT NULL,
    batch_id integer,
    made_at bigint NOT NULL,
    route text NOT NULL,
    key bytea NOT NULL,
    body bytea NOT NULL,
    principal text NOT NULL,
    answer text,
    PRIMARY KEY (workspace_id, route, key)
);
CREATE INDEX request_body ON request (workspace_id, body);
CREATE INDEX request_made ON request (made_at);

CREATE TABLE audit (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    object text NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE mail (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    customer_id integer NOT NULL,
    at bigint NOT NULL,
    message_id text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE app_user (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    created_at bigint NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    role text NOT NULL,
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT user_name UNIQUE (workspace_id, name_key)
);

CREATE TABLE token (
    id text NOT NULL,
    workspace_id integer,
    created_at bigint NOT NULL,
    expires_at bigint,
    revoked_at bigint,
    name text NOT NULL,
    hash bytea NOT NULL,
    scopes text NOT NULL,
    CONSTRAINT token_id PRIMARY KEY (id)
);
CREATE INDEX token_workspace ON token (workspace_id);

CREATE TABLE client (
    id text NOT NULL,
    workspace_id integer NOT NULL,
    created_at bigint NOT NULL,
    disabled_at bigint,
    replays boolean NOT NULL,
    name text NOT NULL,
    scopes text NOT NULL,
    secret_hash bytea NOT NULL,
    older_secret_hash bytea,
    CONSTRAINT client_id PRIMARY KEY (id)
);
CREATE INDEX client_workspace ON client (workspace_id);

CREATE TABLE sign_in (
    hash bytea PRIMARY KEY,
    workspace_id integer NOT NULL,
    user_id integer NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX sign_in_expiry ON sign_in (expires_at);

CREATE TABLE session (
    hash bytea PRIMARY KEY,
    workspace_id integer NOT NULL,
    user_id integer NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX session_expiry ON session (expires_at);
