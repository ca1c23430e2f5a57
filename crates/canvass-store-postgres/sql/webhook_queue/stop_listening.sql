-- Whoever adds an endpoint at this moment waits, and then turns the triggers on again.
DO $$
BEGIN
    LOCK TABLE webhook IN SHARE ROW EXCLUSIVE MODE;
    IF NOT EXISTS (SELECT FROM webhook) THEN
        ALTER TABLE batch DISABLE TRIGGER batch_received;
        ALTER TABLE batch DISABLE TRIGGER batch_moved;
        ALTER TABLE customer DISABLE TRIGGER customer_moved;
        ALTER TABLE customer DISABLE TRIGGER customer_answered;
        ALTER TABLE message DISABLE TRIGGER message_moved;
        ALTER TABLE block DISABLE TRIGGER block_added;
        ALTER TABLE block DISABLE TRIGGER block_ended;
    END IF;
END $$
