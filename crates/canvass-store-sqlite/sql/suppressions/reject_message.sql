UPDATE message SET state = 6, settled_at = ?4, last_line = ?5, node_id = NULL, lease_until = NULL
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND state IN (2, 3)
