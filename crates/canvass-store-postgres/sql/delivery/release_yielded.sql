UPDATE message SET state = 0, due_at = $3, closes_at = $3, settled_at = NULL
 WHERE workspace_id = $1 AND customer_id = $2 AND slot = 0 AND state = 4
