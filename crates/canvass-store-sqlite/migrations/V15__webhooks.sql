-- Webhooks. An event is written by triggers, in the transaction that changes the row it is about, and only where an endpoint
-- of the workspace wants its kind: no path to a state can forget it. The triggers are made with the first endpoint of the
-- installation (sql/profile/start_listening.sql) and go with the last: who has none pays nothing.
-- The queue then numbers the events of each endpoint without gaps and makes their deliveries.

-- standing: 0 on, 1 off because it kept failing, 2 off because it is gone, 3 off by hand, 4 taken away. kinds: bits.
CREATE TABLE webhook (
    workspace_id INTEGER NOT NULL REFERENCES workspace (workspace_id),
    id INTEGER NOT NULL,
    standing INTEGER NOT NULL,
    kinds INTEGER NOT NULL,
    next_sequence INTEGER NOT NULL DEFAULT 1,
    failures INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER,
    failed_at INTEGER,
    rest_until INTEGER NOT NULL DEFAULT 0,
    delivered_at INTEGER,
    keep_days INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    older_until INTEGER,
    url TEXT NOT NULL,
    description TEXT NOT NULL,
    secret BLOB NOT NULL,
    older_secret BLOB,
    headers BLOB,
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;

-- webhook_id: for this endpoint only (a ping). spread_at: when deliveries were made of it; NULL = not yet.
CREATE TABLE event (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    at INTEGER NOT NULL,
    spread_at INTEGER,
    webhook_id INTEGER,
    batch_id INTEGER,
    customer_id INTEGER,
    block_id INTEGER,
    questionnaire_id INTEGER,
    slot INTEGER,
    state INTEGER,
    before INTEGER,
    word TEXT,
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_new ON event (workspace_id, id) WHERE spread_at IS NULL;
CREATE INDEX event_spread ON event (workspace_id, spread_at) WHERE spread_at IS NOT NULL;

-- state: 0 waiting, 1 under way, 2 delivered, 3 given up. tries count over replays, round since the last one.
CREATE TABLE webhook_delivery (
    workspace_id INTEGER NOT NULL,
    webhook_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    event_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    round INTEGER NOT NULL DEFAULT 0,
    fence INTEGER NOT NULL DEFAULT 0,
    node_id INTEGER,
    lease_until INTEGER,
    created_at INTEGER NOT NULL,
    settled_at INTEGER,
    status INTEGER,
    failure TEXT,
    PRIMARY KEY (workspace_id, webhook_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_delivery_due ON webhook_delivery (workspace_id, webhook_id, due_at, sequence) WHERE state = 0;
CREATE INDEX webhook_delivery_open ON webhook_delivery (lease_until) WHERE state = 1;
CREATE INDEX webhook_delivery_age ON webhook_delivery (workspace_id, webhook_id, created_at);

CREATE TABLE webhook_attempt (
    workspace_id INTEGER NOT NULL,
    webhook_id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    at INTEGER NOT NULL,
    took_ms INTEGER NOT NULL,
    status INTEGER,
    failure TEXT,
    answer TEXT,
    PRIMARY KEY (workspace_id, webhook_id, sequence, attempt)
) STRICT, WITHOUT ROWID;

-- What a trigger writes becomes an event here: with its number, and the machine's time where the row has none.
CREATE VIEW happened (workspace_id, kind, at, batch_id, customer_id, block_id, questionnaire_id, slot, state, before, word)
AS SELECT workspace_id, kind, at, batch_id, customer_id, block_id, questionnaire_id, slot, state, before, word
     FROM event WHERE false;

CREATE TRIGGER happened_insert INSTEAD OF INSERT ON happened BEGIN
    INSERT INTO sequence (workspace_id, name, next) VALUES (NEW.workspace_id, 'event', 2)
        ON CONFLICT (workspace_id, name) DO UPDATE SET next = next + 1;
    INSERT INTO event (workspace_id, id, kind, at, batch_id, customer_id, block_id, questionnaire_id, slot, state, before,
                       word)
    SELECT NEW.workspace_id, next - 1, NEW.kind,
           coalesce(NEW.at, CAST(unixepoch('subsec') * 10000000 AS INTEGER)), NEW.batch_id, NEW.customer_id, NEW.block_id,
           NEW.questionnaire_id, NEW.slot, NEW.state, NEW.before, NEW.word
      FROM sequence WHERE workspace_id = NEW.workspace_id AND name = 'event';
END;
