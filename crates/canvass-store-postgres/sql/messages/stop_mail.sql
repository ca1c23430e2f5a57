-- What left before falls back and is told already (Q48).
-- In the order of the key, as a hand-over takes them.
WITH stopped AS MATERIALIZED (
    SELECT m.workspace_id, m.customer_id, m.slot
      FROM unnest($1::int[], $2::int[]) AS w (workspace_id, customer_id)
      JOIN message m ON m.workspace_id = w.workspace_id AND m.customer_id = w.customer_id AND m.slot < 100
           AND m.state IN (0, 1, 4)
     ORDER BY m.workspace_id, m.customer_id, m.slot
       FOR UPDATE OF m
)
UPDATE message m
   SET state = coalesce(m.fallback, $3), settled_at = CASE WHEN m.fallback IS NULL THEN $4::bigint END, node_id = NULL,
       lease_until = NULL
  FROM stopped s
 WHERE m.workspace_id = s.workspace_id AND m.customer_id = s.customer_id AND m.slot = s.slot
