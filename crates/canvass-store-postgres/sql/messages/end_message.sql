-- What left before falls back and is told already (Q48).
UPDATE message
   SET state = coalesce(fallback, $5), settled_at = CASE WHEN fallback IS NULL THEN $6::bigint END,
       last_line = coalesce($7, last_line), node_id = NULL, lease_until = NULL
 WHERE workspace_id = $1 AND customer_id = $2 AND slot = $3 AND state = $4
