-- What left before falls back and is told already (Q48).
-- No sweep of customers brings these to an end: mails about batches are to none, and a partial answer stays one (E15).
WITH old AS MATERIALIZED (
    SELECT mine.workspace_id, mine.customer_id, mine.slot
      FROM workspace w
     CROSS JOIN LATERAL (
         SELECT m.workspace_id, m.customer_id, m.slot
           FROM message m
          WHERE m.workspace_id = w.workspace_id AND m.channel = ANY ('{0,1,2}'::smallint[]) AND m.state = 0
            AND m.due_at < $1 AND m.slot > 0 AND m.ends_at < $1
          LIMIT $2
            FOR UPDATE SKIP LOCKED
     ) mine
     LIMIT $2
)
UPDATE message m SET state = coalesce(m.fallback, 8), settled_at = CASE WHEN m.fallback IS NULL THEN $1::bigint END,
    node_id = NULL, lease_until = NULL
  FROM old
 WHERE m.workspace_id = old.workspace_id AND m.customer_id = old.customer_id AND m.slot = old.slot
RETURNING m.slot
