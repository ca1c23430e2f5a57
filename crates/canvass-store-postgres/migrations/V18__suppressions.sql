-- The do-not-contact list: an entry is a block of kind 3, whose key is the contact; what was heard stands here. bounce:
-- the reports, each once: of a message by its customer and slot; without one (customer 0) by the moment of the report.
CREATE TABLE suppression (
    workspace_id integer NOT NULL,
    block_id integer NOT NULL,
    kind smallint NOT NULL,
    source smallint NOT NULL,
    contact_hash bytea NOT NULL,
    last_line text,
    PRIMARY KEY (workspace_id, block_id)
);
CREATE INDEX suppression_contact ON suppression (workspace_id, contact_hash);

CREATE TABLE bounce (
    workspace_id integer NOT NULL,
    customer_id integer NOT NULL,
    reported_at bigint NOT NULL,
    at bigint NOT NULL,
    kind smallint NOT NULL,
    slot smallint NOT NULL,
    source smallint NOT NULL,
    contact_hash bytea NOT NULL,
    last_line text NOT NULL,
    PRIMARY KEY (workspace_id, contact_hash, kind, customer_id, slot, reported_at)
);

-- An entry of the list is neither a lock nor an opt-out to those who listen.
DROP TRIGGER block_added ON block;
CREATE TRIGGER block_added AFTER INSERT ON block FOR EACH ROW
    WHEN (NEW.kind IN (1, 2)) EXECUTE FUNCTION block_happened();
DROP TRIGGER block_ended ON block;
CREATE TRIGGER block_ended AFTER UPDATE OF ends_at ON block FOR EACH ROW
    WHEN (NEW.kind IN (1, 2) AND NEW.ends_at IS NOT NULL AND OLD.ends_at IS DISTINCT FROM NEW.ends_at)
    EXECUTE FUNCTION block_happened();
