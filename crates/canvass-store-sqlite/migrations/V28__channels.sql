-- By what a message leaves: 0 mail, 1 text message; 2 = as its customer, of messages that had left when this column was made, or
-- that an earlier release wrote. The index of what is due leads with it, so that what waits for one channel is not walked for the
-- other. The departure: how often a person let the message leave again, which makes it no copy of what left before (OUT-21).
ALTER TABLE message ADD COLUMN channel INTEGER NOT NULL DEFAULT 2;
ALTER TABLE message ADD COLUMN departure INTEGER NOT NULL DEFAULT 1;

UPDATE message SET channel = CASE WHEN slot >= 100 THEN 0 ELSE (SELECT customer.channel FROM customer
    WHERE customer.workspace_id = message.workspace_id AND customer.id = message.customer_id) END WHERE state = 0;
UPDATE message SET channel = CASE WHEN slot >= 100 THEN 0 ELSE (SELECT customer.channel FROM customer
    WHERE customer.workspace_id = message.workspace_id AND customer.id = message.customer_id) END WHERE state IN (1, 2);
UPDATE message SET channel = CASE WHEN slot >= 100 THEN 0 ELSE (SELECT customer.channel FROM customer
    WHERE customer.workspace_id = message.workspace_id AND customer.id = message.customer_id) END WHERE state IN (3, 4);

DROP INDEX message_due;
CREATE INDEX message_due ON message (workspace_id, channel, due_at, priority DESC, customer_id) WHERE state = 0;
