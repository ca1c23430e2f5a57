-- Due messages by workspace, so that each gets its turn; those of a workspace by due time and priority (OUT-28).
ALTER TABLE message ADD COLUMN priority integer NOT NULL DEFAULT 0;
UPDATE message SET priority = customer.priority
  FROM customer
 WHERE customer.workspace_id = message.workspace_id AND customer.id = message.customer_id
   AND message.state = 0 AND message.slot < 100;
DROP INDEX message_due;
CREATE INDEX message_due ON message (workspace_id, due_at, priority DESC, customer_id) WHERE state = 0;

-- What was given out of the daily quotas of a warm-up, over all nodes. A day is the number of days since 1970-01-01 UTC.
CREATE TABLE quota (
    subject text NOT NULL,
    day integer NOT NULL,
    taken bigint NOT NULL,
    CONSTRAINT quota_key PRIMARY KEY (subject, day)
);
