UPDATE message SET state = 9, settled_at = ?3, node_id = NULL, lease_until = NULL
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot < 100 AND state IN (0, 1, 4)
