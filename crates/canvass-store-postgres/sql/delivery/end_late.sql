-- Held (4), or at an end: what left before falls back from it and is told already (Q48).
WITH late AS MATERIALIZED (
    SELECT customer_id, slot
      FROM message
     WHERE workspace_id = $1 AND state = 0 AND due_at < $2 AND slot < 100
     ORDER BY due_at, customer_id
     LIMIT $3
       FOR UPDATE SKIP LOCKED
)
UPDATE message m SET state = CASE WHEN $4::smallint = 4 THEN 4 ELSE coalesce(m.fallback, $4) END,
    settled_at = CASE WHEN $4 = 4 OR m.fallback IS NULL THEN $5::bigint END
  FROM late
 WHERE m.workspace_id = $1 AND m.customer_id = late.customer_id AND m.slot = late.slot
RETURNING m.customer_id
