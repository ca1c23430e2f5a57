-- Due messages by workspace, so that each gets its turn; those of a workspace by due time and priority (OUT-28).
ALTER TABLE message ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
UPDATE message SET priority = (SELECT customer.priority FROM customer
    WHERE customer.workspace_id = message.workspace_id AND customer.id = message.customer_id)
WHERE state = 0 AND slot < 100;
DROP INDEX message_due;
CREATE INDEX message_due ON message (workspace_id, due_at, priority DESC, customer_id) WHERE state = 0;

-- What was given out of the daily quotas of a warm-up, over all nodes. A day is the number of days since 1970-01-01 UTC.
CREATE TABLE quota (
    subject TEXT NOT NULL,
    day INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    PRIMARY KEY (subject, day)
) STRICT, WITHOUT ROWID;
