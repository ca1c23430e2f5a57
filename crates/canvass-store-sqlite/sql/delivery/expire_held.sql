-- What left before falls back and is told already (Q48).
-- Reminders to finish an answer that were held when their batch closed.
UPDATE message INDEXED BY message_stuck SET state = COALESCE(fallback, 8),
    settled_at = CASE WHEN fallback IS NULL THEN ?5 END
WHERE workspace_id = ?1 AND state IN (3, 4) AND state = 4 AND customer_id BETWEEN ?2 AND ?3 AND batch_id = ?4
    AND slot < 100
