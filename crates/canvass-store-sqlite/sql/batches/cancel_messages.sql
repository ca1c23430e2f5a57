UPDATE message SET state = 9, settled_at = ?4, node_id = NULL, lease_until = NULL
WHERE workspace_id = ?1 AND customer_id BETWEEN ?2 AND ?3 AND batch_id = ?5 AND slot < 100 AND state IN (0, 1, 4)
