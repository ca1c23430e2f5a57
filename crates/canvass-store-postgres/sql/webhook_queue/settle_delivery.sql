UPDATE webhook_delivery
   SET state = $5, due_at = coalesce($6, due_at), settled_at = $7, status = $8, failure = $9, tries = tries + 1,
       round = round + 1, node_id = NULL, lease_until = NULL
 WHERE workspace_id = $1 AND webhook_id = $2 AND sequence = $3 AND fence = $4 AND state = 1
RETURNING tries
