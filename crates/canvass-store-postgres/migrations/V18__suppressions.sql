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
CREATE OR REPLACE FUNCTION block_happened() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    happened smallint := CASE WHEN NEW.kind = 2 THEN 14 ELSE 16 END + CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE 1 END;
BEGIN
    INSERT INTO event (workspace_id, kind, at, block_id, questionnaire_id, customer_id)
    SELECT NEW.workspace_id, happened, CASE WHEN TG_OP = 'INSERT' THEN NEW.created_at ELSE NEW.ends_at END, NEW.id,
           NEW.questionnaire_id, NEW.customer_id
     WHERE NEW.kind IN (1, 2)
       AND EXISTS (SELECT FROM webhook w WHERE w.workspace_id = NEW.workspace_id AND w.standing < 3
                      AND w.kinds & (1::bigint << happened) <> 0);
    RETURN NULL;
END $$;
