UPDATE message SET state = ?4, settled_at = ?5, peer = ?6, last_line = ?7, node_id = NULL, lease_until = NULL
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3
