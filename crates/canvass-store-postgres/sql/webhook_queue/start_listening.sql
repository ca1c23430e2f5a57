-- Waits for the transactions that write these tables now: whatever they did was done before there was an endpoint.
DO $$
BEGIN
    ALTER TABLE batch ENABLE TRIGGER batch_received;
    ALTER TABLE batch ENABLE TRIGGER batch_moved;
    ALTER TABLE customer ENABLE TRIGGER customer_moved;
    ALTER TABLE customer ENABLE TRIGGER customer_answered;
    ALTER TABLE message ENABLE TRIGGER message_moved;
    ALTER TABLE block ENABLE TRIGGER block_added;
    ALTER TABLE block ENABLE TRIGGER block_ended;
END $$
