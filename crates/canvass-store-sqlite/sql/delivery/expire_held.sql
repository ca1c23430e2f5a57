-- A try of mail that left before is stopped: it stays sent, as of the try that is told already (Q48).
-- Reminders to finish an answer that were held when their batch closed.
UPDATE message INDEXED BY message_stuck SET state = CASE WHEN round > 1 THEN 5 ELSE 8 END,
    settled_at = CASE WHEN round > 1 THEN NULL ELSE ?5 END
WHERE workspace_id = ?1 AND state IN (3, 4) AND state = 4 AND customer_id BETWEEN ?2 AND ?3 AND batch_id = ?4
    AND slot < 100
