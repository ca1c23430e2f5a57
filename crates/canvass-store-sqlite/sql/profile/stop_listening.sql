-- With the last endpoint of webhooks.
DROP TRIGGER IF EXISTS batch_received;
DROP TRIGGER IF EXISTS batch_moved;
DROP TRIGGER IF EXISTS customer_moved;
DROP TRIGGER IF EXISTS customer_answered;
DROP TRIGGER IF EXISTS message_moved;
DROP TRIGGER IF EXISTS block_added;
DROP TRIGGER IF EXISTS block_ended;
