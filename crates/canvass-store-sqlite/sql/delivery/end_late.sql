UPDATE message SET state = ?4, settled_at = ?5
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND state = 0
