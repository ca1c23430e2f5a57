WITH due AS MATERIALIZED (
    SELECT workspace_id, customer_id, slot
      FROM message
     WHERE state = 0 AND due_at <= $1 AND closes_at > $1 AND ends_at >= $1
     ORDER BY due_at, workspace_id, customer_id
     LIMIT $2
       FOR UPDATE SKIP LOCKED
)
UPDATE message m
   SET state = 1, fence = m.fence + 1, node_id = $3, lease_until = $4
  FROM due
 WHERE m.workspace_id = due.workspace_id AND m.customer_id = due.customer_id AND m.slot = due.slot AND m.state + 0 = 0
RETURNING m.workspace_id, m.customer_id, m.slot, m.fence, m.tries, m.due_at, m.closes_at, m.ends_at
