UPDATE message
   SET state = 1, fence = fence + 1, node_id = $5, lease_until = $6, due_at = $7, closes_at = $8
 WHERE workspace_id = $1 AND customer_id = $2 AND slot = $3 AND fence = $4 AND state = 3 AND dedupe_key = $9
   AND dedupe_attempt = attempts AND dedupe_since > $10
