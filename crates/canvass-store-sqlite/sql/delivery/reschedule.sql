UPDATE message SET due_at = ?4, closes_at = ?5, ends_at = ?6
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND state = 0
