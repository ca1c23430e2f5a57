SELECT slot, state, attempts, handed_over_at, settled_at FROM message
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot < 100 ORDER BY slot
