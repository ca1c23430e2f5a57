UPDATE message SET state = 0, due_at = ?4, closes_at = ?5, node_id = NULL, lease_until = NULL
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND state = 1
