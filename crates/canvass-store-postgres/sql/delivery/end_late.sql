WITH late AS MATERIALIZED (
    SELECT customer_id, slot
      FROM message
     WHERE workspace_id = $1 AND state = 0 AND due_at < $2 AND slot < 100
     ORDER BY due_at, customer_id
     LIMIT $3
       FOR UPDATE SKIP LOCKED
)
UPDATE message m SET state = $4, settled_at = $5
  FROM late
 WHERE m.workspace_id = $1 AND m.customer_id = late.customer_id AND m.slot = late.slot
RETURNING m.customer_id
