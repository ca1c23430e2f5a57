-- By what a message leaves: 0 mail, 1 text message; 2 = as its customer, of messages that had left when this column was made, or
-- that an earlier release wrote. The index of what is due leads with it, so that what waits for one channel is not walked for the
-- other. The departure: how often a person let the message leave again, which makes it no copy of what left before (OUT-21).
ALTER TABLE message ADD COLUMN channel smallint NOT NULL DEFAULT 2;
ALTER TABLE message ADD COLUMN departure integer NOT NULL DEFAULT 1;

UPDATE message m SET channel = CASE WHEN m.slot >= 100 THEN 0 ELSE c.channel END
  FROM customer c WHERE c.workspace_id = m.workspace_id AND c.id = m.customer_id AND m.state < 5;

DROP INDEX message_due;
CREATE INDEX message_due ON message (workspace_id, channel, due_at, priority DESC, customer_id) WHERE state = 0;
