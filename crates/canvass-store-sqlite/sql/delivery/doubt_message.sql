UPDATE message SET state = 3, settled_at = ?4, last_line = ?5, lease_until = NULL
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND state = 2
