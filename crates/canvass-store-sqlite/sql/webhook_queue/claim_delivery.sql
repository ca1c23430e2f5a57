UPDATE webhook_delivery SET state = 1, fence = ?4, node_id = ?5, lease_until = ?6
WHERE workspace_id = ?1 AND webhook_id = ?2 AND sequence = ?3 AND state = 0
