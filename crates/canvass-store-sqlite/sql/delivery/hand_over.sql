UPDATE message SET state = 2, attempts = attempts + 1, handed_over_at = ?6, peer = COALESCE(?7, peer)
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND state = 1 AND fence = ?4 AND node_id = ?5
    AND due_at <= ?6 AND closes_at > ?6 AND ends_at >= ?6 AND lease_until > ?6
