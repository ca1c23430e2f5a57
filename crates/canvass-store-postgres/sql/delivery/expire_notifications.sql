-- No customer's end date brings them to an end.
WITH old AS MATERIALIZED (
    SELECT workspace_id, customer_id, slot
      FROM message
     WHERE state = 0 AND due_at < $1 AND slot >= 100 AND ends_at < $1
     LIMIT $2
       FOR UPDATE SKIP LOCKED
)
UPDATE message m SET state = 8, settled_at = $1, node_id = NULL, lease_until = NULL
  FROM old
 WHERE m.workspace_id = old.workspace_id AND m.customer_id = old.customer_id AND m.slot = old.slot
