WITH late AS MATERIALIZED (
    SELECT workspace_id, customer_id, slot
      FROM message
     WHERE state = 0 AND due_at < $1 AND slot < 100
     ORDER BY due_at, workspace_id, customer_id
     LIMIT $2
       FOR UPDATE SKIP LOCKED
)
UPDATE message m SET state = 4, settled_at = $3
  FROM late
 WHERE m.workspace_id = late.workspace_id AND m.customer_id = late.customer_id AND m.slot = late.slot
RETURNING m.workspace_id, m.customer_id
