UPDATE message SET state = 1, fence = ?4, node_id = ?5, lease_until = ?6
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND state = 0
