-- With the first endpoint of webhooks. The numbers are those of EventKind, as numbers and as bits.
CREATE TRIGGER IF NOT EXISTS batch_received AFTER INSERT ON batch
WHEN EXISTS (SELECT 1 FROM webhook WHERE workspace_id = NEW.workspace_id AND standing < 3 AND kinds & 2)
BEGIN
    INSERT INTO happened (workspace_id, kind, at, batch_id, word)
    VALUES (NEW.workspace_id, 1, NEW.created_at, NEW.id, NEW.state);
END;

CREATE TRIGGER IF NOT EXISTS batch_moved AFTER UPDATE OF state ON batch
WHEN OLD.state <> NEW.state AND (NEW.state IN ('Rejected', 'Cancelled', 'Closed')
                                 OR OLD.state = 'PendingApproval' AND NEW.state = 'Approved')
    AND EXISTS (SELECT 1 FROM webhook WHERE workspace_id = NEW.workspace_id AND standing < 3 AND kinds
                & CASE NEW.state WHEN 'Approved' THEN 4 WHEN 'Rejected' THEN 8 WHEN 'Cancelled' THEN 16 ELSE 32 END)
BEGIN
    INSERT INTO happened (workspace_id, kind, at, batch_id, word)
    VALUES (NEW.workspace_id, CASE NEW.state WHEN 'Approved' THEN 2 WHEN 'Rejected' THEN 3 WHEN 'Cancelled' THEN 4 ELSE 5 END,
            CASE NEW.state WHEN 'Closed' THEN NEW.closed_at ELSE NEW.decided_at END, NEW.id, NEW.state);
END;

CREATE TRIGGER IF NOT EXISTS customer_moved AFTER UPDATE OF state ON customer
WHEN OLD.state <> NEW.state
    AND EXISTS (SELECT 1 FROM webhook WHERE workspace_id = NEW.workspace_id AND standing < 3 AND kinds & 64)
BEGIN
    INSERT INTO happened (workspace_id, kind, at, batch_id, customer_id, questionnaire_id, state, before, word)
    VALUES (NEW.workspace_id, 6,
            CASE NEW.state WHEN 3 THEN NEW.invited_at WHEN 5 THEN NEW.opened_at WHEN 7 THEN NEW.finished_at
                           WHEN 12 THEN NEW.opted_out_at END,
            NEW.batch_id, NEW.id, NEW.questionnaire_id, NEW.state, OLD.state, NEW.reason);
END;

CREATE TRIGGER IF NOT EXISTS customer_answered AFTER UPDATE OF started_at, finished_at ON customer
WHEN (OLD.started_at IS NULL AND NEW.started_at IS NOT NULL OR OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL)
    AND EXISTS (SELECT 1 FROM webhook WHERE workspace_id = NEW.workspace_id AND standing < 3 AND kinds & 12288)
BEGIN
    INSERT INTO happened (workspace_id, kind, at, batch_id, customer_id, questionnaire_id, state)
    SELECT NEW.workspace_id, 12, NEW.started_at, NEW.batch_id, NEW.id, NEW.questionnaire_id, NEW.state
     WHERE OLD.started_at IS NULL AND NEW.started_at IS NOT NULL
       AND EXISTS (SELECT 1 FROM webhook WHERE workspace_id = NEW.workspace_id AND standing < 3 AND kinds & 4096);
    INSERT INTO happened (workspace_id, kind, at, batch_id, customer_id, questionnaire_id, state)
    SELECT NEW.workspace_id, 13, NEW.finished_at, NEW.batch_id, NEW.id, NEW.questionnaire_id, NEW.state
     WHERE OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL
       AND EXISTS (SELECT 1 FROM webhook WHERE workspace_id = NEW.workspace_id AND standing < 3 AND kinds & 8192);
END;

-- 3 in doubt, 5 sent, 6 rejected, 7 failed. What leaves doubt is settled, however it ends. What falls back to 5 has no moment of
-- its own and is told already (Q48).
CREATE TRIGGER IF NOT EXISTS message_moved AFTER UPDATE OF state ON message
WHEN OLD.state <> NEW.state AND (OLD.state = 3 OR NEW.state IN (3, 6, 7) OR NEW.state = 5 AND NEW.settled_at IS NOT NULL)
    AND EXISTS (SELECT 1 FROM webhook WHERE workspace_id = NEW.workspace_id AND standing < 3 AND kinds
                & CASE WHEN OLD.state = 3 THEN 512 WHEN NEW.state = 5 THEN 128 WHEN NEW.state = 3 THEN 256
                       WHEN NEW.state = 6 THEN 1024 ELSE 2048 END)
BEGIN
    INSERT INTO happened (workspace_id, kind, at, batch_id, customer_id, slot, state)
    VALUES (NEW.workspace_id,
            CASE WHEN OLD.state = 3 THEN 9 WHEN NEW.state = 5 THEN 7 WHEN NEW.state = 3 THEN 8
                 WHEN NEW.state = 6 THEN 10 ELSE 11 END,
            NEW.settled_at, NEW.batch_id, NEW.customer_id, NEW.slot, NEW.state);
END;

CREATE TRIGGER IF NOT EXISTS block_added AFTER INSERT ON block
WHEN NEW.kind IN (1, 2) AND EXISTS (SELECT 1 FROM webhook WHERE workspace_id = NEW.workspace_id AND standing < 3 AND kinds
             & CASE NEW.kind WHEN 2 THEN 16384 ELSE 65536 END)
BEGIN
    INSERT INTO happened (workspace_id, kind, at, block_id, questionnaire_id, customer_id)
    VALUES (NEW.workspace_id, CASE NEW.kind WHEN 2 THEN 14 ELSE 16 END, NEW.created_at, NEW.id, NEW.questionnaire_id,
            NEW.customer_id);
END;

CREATE TRIGGER IF NOT EXISTS block_ended AFTER UPDATE OF ends_at ON block
WHEN NEW.kind IN (1, 2) AND NEW.ends_at IS NOT NULL AND OLD.ends_at IS NOT NEW.ends_at
    AND EXISTS (SELECT 1 FROM webhook WHERE workspace_id = NEW.workspace_id AND standing < 3 AND kinds
                & CASE NEW.kind WHEN 2 THEN 32768 ELSE 131072 END)
BEGIN
    INSERT INTO happened (workspace_id, kind, at, block_id, questionnaire_id, customer_id)
    VALUES (NEW.workspace_id, CASE NEW.kind WHEN 2 THEN 15 ELSE 17 END, NEW.ends_at, NEW.id, NEW.questionnaire_id,
            NEW.customer_id);
END;
