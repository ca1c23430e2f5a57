UPDATE webhook_delivery SET state = 0, node_id = NULL, lease_until = NULL
WHERE workspace_id = ?1 AND webhook_id = ?2 AND sequence = ?3 AND fence = ?4 AND state = 1
