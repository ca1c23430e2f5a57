-- Reminders to finish an answer that were held when their batch closed.
UPDATE message INDEXED BY message_stuck SET state = 8, settled_at = ?5
WHERE workspace_id = ?1 AND state IN (3, 4) AND state = 4 AND customer_id BETWEEN ?2 AND ?3 AND batch_id = ?4
    AND slot < 100
