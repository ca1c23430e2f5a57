-- What left before falls back and is told already (Q48).
UPDATE message SET state = COALESCE(fallback, 9), settled_at = CASE WHEN fallback IS NULL THEN ?4 END, node_id = NULL,
    lease_until = NULL
WHERE workspace_id = ?1 AND customer_id BETWEEN ?2 AND ?3 AND batch_id = ?5 AND slot < 100 AND state IN (0, 1, 4)
RETURNING state = 9
