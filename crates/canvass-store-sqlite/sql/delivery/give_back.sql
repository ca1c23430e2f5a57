UPDATE message SET state = 0, due_at = COALESCE(?5, due_at), closes_at = COALESCE(?6, closes_at),
    ends_at = COALESCE(?7, ends_at), node_id = NULL, lease_until = NULL
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND fence = ?4 AND state = 1
