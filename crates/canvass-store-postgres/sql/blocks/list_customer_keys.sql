SELECT column_id, hash FROM customer_key WHERE workspace_id = $1 AND customer_id = $2 ORDER BY column_id
