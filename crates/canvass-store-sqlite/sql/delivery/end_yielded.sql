UPDATE message SET state = ?4, settled_at = ?3, node_id = NULL, lease_until = NULL
 WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = 0 AND state = 4
