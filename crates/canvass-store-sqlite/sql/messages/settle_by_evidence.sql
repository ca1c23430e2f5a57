UPDATE message SET state = 5, settled_at = ?3 WHERE workspace_id = ?1 AND customer_id = ?2 AND slot < 100 AND state = 3
RETURNING slot
