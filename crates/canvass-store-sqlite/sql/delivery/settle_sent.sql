UPDATE message SET state = 5, settled_at = ?5, peer = ?6, last_line = ?7, node_id = NULL, lease_until = NULL
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND fence = ?4 AND state IN (2, 3)
RETURNING batch_id
