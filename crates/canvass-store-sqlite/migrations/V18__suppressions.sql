-- The do-not-contact list: an entry is a block of kind 3, whose key is the contact; what was heard stands here. bounce:
-- the reports, each once: of a message by its customer and slot; without one (customer 0) by the moment of the report.
CREATE TABLE suppression (
    workspace_id INTEGER NOT NULL,
    block_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    source INTEGER NOT NULL,
    contact_hash BLOB NOT NULL,
    last_line TEXT,
    PRIMARY KEY (workspace_id, block_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX suppression_contact ON suppression (workspace_id, contact_hash);

CREATE TABLE bounce (
    workspace_id INTEGER NOT NULL,
    contact_hash BLOB NOT NULL,
    kind INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    reported_at INTEGER NOT NULL,
    source INTEGER NOT NULL,
    at INTEGER NOT NULL,
    last_line TEXT NOT NULL,
    PRIMARY KEY (workspace_id, contact_hash, kind, customer_id, slot, reported_at)
) STRICT, WITHOUT ROWID;

-- An entry of the list is neither a lock nor an opt-out to those who listen.
DROP TRIGGER block_added;
CREATE TRIGGER block_added AFTER INSERT ON block
WHEN NEW.kind IN (1, 2) AND EXISTS (SELECT 1 FROM webhook WHERE workspace_id = NEW.workspace_id AND standing < 3 AND kinds
             & CASE NEW.kind WHEN 2 THEN 16384 ELSE 65536 END)
BEGIN
    INSERT INTO happened (workspace_id, kind, at, block_id, questionnaire_id, customer_id)
    VALUES (NEW.workspace_id, CASE NEW.kind WHEN 2 THEN 14 ELSE 16 END, NEW.created_at, NEW.id, NEW.questionnaire_id,
            NEW.customer_id);
END;

DROP TRIGGER block_ended;
CREATE TRIGGER block_ended AFTER UPDATE OF ends_at ON block
WHEN NEW.kind IN (1, 2) AND NEW.ends_at IS NOT NULL AND OLD.ends_at IS NOT NEW.ends_at
    AND EXISTS (SELECT 1 FROM webhook WHERE workspace_id = NEW.workspace_id AND standing < 3 AND kinds
                & CASE NEW.kind WHEN 2 THEN 32768 ELSE 131072 END)
BEGIN
    INSERT INTO happened (workspace_id, kind, at, block_id, questionnaire_id, customer_id)
    VALUES (NEW.workspace_id, CASE NEW.kind WHEN 2 THEN 15 ELSE 17 END, NEW.ends_at, NEW.id, NEW.questionnaire_id,
            NEW.customer_id);
END;
