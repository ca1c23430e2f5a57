-- Webhooks. An event is written by triggers, in the transaction that changes the row it is about, and only where an endpoint
-- of the workspace wants its kind: no path to a state can forget it. The triggers are turned on with the first endpoint of the
-- installation (sql/webhook_queue/start_listening.sql) and off with the last: who has none pays nothing.
-- The queue then numbers the events of each endpoint without gaps and makes their deliveries.

-- standing: 0 on, 1 off because it kept failing, 2 off because it is gone, 3 off by hand, 4 taken away. kinds: bits.
CREATE TABLE webhook (
    workspace_id integer NOT NULL,
    id integer NOT NULL,
    standing smallint NOT NULL,
    keep_days integer NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    kinds bigint NOT NULL,
    next_sequence bigint NOT NULL DEFAULT 1,
    failing_since bigint,
    failed_at bigint,
    rest_until bigint NOT NULL DEFAULT 0,
    delivered_at bigint,
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    older_until bigint,
    url text NOT NULL,
    description text NOT NULL,
    secret bytea NOT NULL,
    older_secret bytea,
    headers bytea,
    PRIMARY KEY (workspace_id, id)
);

-- webhook_id: for this endpoint only (a ping). spread_at: when deliveries were made of it; NULL = not yet. Numbers are
-- those of the installation: a counter of the workspace would make its transactions queue for each other.
CREATE SEQUENCE event_number;
CREATE TABLE event (
    workspace_id integer NOT NULL,
    id bigint NOT NULL DEFAULT nextval('event_number'),
    kind smallint NOT NULL,
    version smallint NOT NULL DEFAULT 1,
    at bigint NOT NULL,
    spread_at bigint,
    webhook_id integer,
    batch_id integer,
    customer_id integer,
    block_id integer,
    questionnaire_id integer,
    slot smallint,
    state smallint,
    before smallint,
    word text,
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX event_new ON event (workspace_id, id) WHERE spread_at IS NULL;
CREATE INDEX event_spread ON event (workspace_id, spread_at) WHERE spread_at IS NOT NULL;

-- state: 0 waiting, 1 under way, 2 delivered, 3 given up. tries count over replays, round since the last one.
CREATE TABLE webhook_delivery (
    workspace_id integer NOT NULL,
    webhook_id integer NOT NULL,
    sequence bigint NOT NULL,
    event_id bigint NOT NULL,
    kind smallint NOT NULL,
    state smallint NOT NULL DEFAULT 0,
    due_at bigint NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    round integer NOT NULL DEFAULT 0,
    fence integer NOT NULL DEFAULT 0,
    node_id bigint,
    lease_until bigint,
    created_at bigint NOT NULL,
    settled_at bigint,
    status smallint,
    failure text,
    PRIMARY KEY (workspace_id, webhook_id, sequence)
);
CREATE INDEX webhook_delivery_due ON webhook_delivery (workspace_id, webhook_id, due_at, sequence) WHERE state = 0;
CREATE INDEX webhook_delivery_open ON webhook_delivery (lease_until) WHERE state = 1;
CREATE INDEX webhook_delivery_age ON webhook_delivery (workspace_id, webhook_id, created_at);

CREATE TABLE webhook_attempt (
    workspace_id integer NOT NULL,
    webhook_id integer NOT NULL,
    sequence bigint NOT NULL,
    attempt integer NOT NULL,
    at bigint NOT NULL,
    took_ms integer NOT NULL,
    status smallint,
    failure text,
    answer text,
    PRIMARY KEY (workspace_id, webhook_id, sequence, attempt)
);

CREATE FUNCTION batch_happened() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    happened smallint := CASE WHEN TG_OP = 'INSERT' THEN 1 WHEN NEW.state = 'Approved' THEN 2 WHEN NEW.state = 'Rejected' THEN 3
                              WHEN NEW.state = 'Cancelled' THEN 4 ELSE 5 END;
BEGIN
    INSERT INTO event (workspace_id, kind, at, batch_id, word)
    SELECT NEW.workspace_id, happened,
           coalesce(CASE happened WHEN 1 THEN NEW.created_at WHEN 5 THEN NEW.closed_at ELSE NEW.decided_at END,
                    (extract(epoch FROM clock_timestamp()) * 10000000)::bigint), NEW.id, NEW.state
     WHERE EXISTS (SELECT FROM webhook w WHERE w.workspace_id = NEW.workspace_id AND w.standing < 3
                      AND w.kinds & (1::bigint << happened) <> 0);
    RETURN NULL;
END $$;
CREATE TRIGGER batch_received AFTER INSERT ON batch FOR EACH ROW EXECUTE FUNCTION batch_happened();
CREATE TRIGGER batch_moved AFTER UPDATE OF state ON batch FOR EACH ROW
    WHEN (OLD.state <> NEW.state AND (NEW.state IN ('Rejected', 'Cancelled', 'Closed')
                                      OR OLD.state = 'PendingApproval' AND NEW.state = 'Approved'))
    EXECUTE FUNCTION batch_happened();

CREATE FUNCTION customer_happened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO event (workspace_id, kind, at, batch_id, customer_id, questionnaire_id, state, before, word)
    SELECT NEW.workspace_id, 6,
           coalesce(CASE NEW.state WHEN 3 THEN NEW.invited_at WHEN 5 THEN NEW.opened_at WHEN 7 THEN NEW.finished_at
                                   WHEN 12 THEN NEW.opted_out_at END,
                    (extract(epoch FROM clock_timestamp()) * 10000000)::bigint),
           NEW.batch_id, NEW.id, NEW.questionnaire_id, NEW.state, OLD.state, NEW.reason
     WHERE EXISTS (SELECT FROM webhook w WHERE w.workspace_id = NEW.workspace_id AND w.standing < 3 AND w.kinds & 64 <> 0);
    RETURN NULL;
END $$;
CREATE TRIGGER customer_moved AFTER UPDATE OF state ON customer FOR EACH ROW
    WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION customer_happened();

CREATE FUNCTION answer_happened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO event (workspace_id, kind, at, batch_id, customer_id, questionnaire_id, state)
    SELECT NEW.workspace_id, a.kind, a.at, NEW.batch_id, NEW.id, NEW.questionnaire_id, NEW.state
      FROM (SELECT 12::smallint AS kind, NEW.started_at AS at WHERE OLD.started_at IS NULL AND NEW.started_at IS NOT NULL
             UNION ALL
            SELECT 13::smallint, NEW.finished_at WHERE OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL) AS a
     WHERE EXISTS (SELECT FROM webhook w WHERE w.workspace_id = NEW.workspace_id AND w.standing < 3
                      AND w.kinds & (1::bigint << a.kind) <> 0)
     ORDER BY a.kind;
    RETURN NULL;
END $$;
CREATE TRIGGER customer_answered AFTER UPDATE OF started_at, finished_at ON customer FOR EACH ROW
    WHEN (OLD.started_at IS NULL AND NEW.started_at IS NOT NULL OR OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL)
    EXECUTE FUNCTION answer_happened();

-- 3 in doubt, 5 sent, 6 rejected, 7 failed. What leaves doubt is settled, however it ends.
CREATE FUNCTION message_happened() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    happened smallint := CASE WHEN OLD.state = 3 THEN 9 WHEN NEW.state = 5 THEN 7 WHEN NEW.state = 3 THEN 8
                              WHEN NEW.state = 6 THEN 10 ELSE 11 END;
BEGIN
    INSERT INTO event (workspace_id, kind, at, batch_id, customer_id, slot, state)
    SELECT NEW.workspace_id, happened,
           coalesce(NEW.settled_at, (extract(epoch FROM clock_timestamp()) * 10000000)::bigint),
           NEW.batch_id, NEW.customer_id, NEW.slot, NEW.state
     WHERE EXISTS (SELECT FROM webhook w WHERE w.workspace_id = NEW.workspace_id AND w.standing < 3
                      AND w.kinds & (1::bigint << happened) <> 0);
    RETURN NULL;
END $$;
CREATE TRIGGER message_moved AFTER UPDATE OF state ON message FOR EACH ROW
    WHEN (OLD.state <> NEW.state AND (OLD.state = 3 OR NEW.state IN (3, 5, 6, 7))) EXECUTE FUNCTION message_happened();

CREATE FUNCTION block_happened() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    happened smallint := CASE WHEN NEW.kind = 2 THEN 14 ELSE 16 END + CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE 1 END;
BEGIN
    INSERT INTO event (workspace_id, kind, at, block_id, questionnaire_id, customer_id)
    SELECT NEW.workspace_id, happened, CASE WHEN TG_OP = 'INSERT' THEN NEW.created_at ELSE NEW.ends_at END, NEW.id,
           NEW.questionnaire_id, NEW.customer_id
     WHERE EXISTS (SELECT FROM webhook w WHERE w.workspace_id = NEW.workspace_id AND w.standing < 3
                      AND w.kinds & (1::bigint << happened) <> 0);
    RETURN NULL;
END $$;
CREATE TRIGGER block_added AFTER INSERT ON block FOR EACH ROW EXECUTE FUNCTION block_happened();
CREATE TRIGGER block_ended AFTER UPDATE OF ends_at ON block FOR EACH ROW
    WHEN (NEW.ends_at IS NOT NULL AND OLD.ends_at IS DISTINCT FROM NEW.ends_at) EXECUTE FUNCTION block_happened();

ALTER TABLE batch DISABLE TRIGGER batch_received;
ALTER TABLE batch DISABLE TRIGGER batch_moved;
ALTER TABLE customer DISABLE TRIGGER customer_moved;
ALTER TABLE customer DISABLE TRIGGER customer_answered;
ALTER TABLE message DISABLE TRIGGER message_moved;
ALTER TABLE block DISABLE TRIGGER block_added;
ALTER TABLE block DISABLE TRIGGER block_ended;
