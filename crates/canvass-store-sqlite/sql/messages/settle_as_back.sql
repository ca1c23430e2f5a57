UPDATE message SET state = 6, settled_at = ?4
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND state = 3
