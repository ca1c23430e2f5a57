-- Held (4), or at an end: what left before falls back from it and is told already (Q48).
WITH late AS MATERIALIZED (
    SELECT mine.customer_id, mine.slot
      FROM (VALUES (0::smallint), (1::smallint), (2::smallint)) AS line (channel)
     CROSS JOIN LATERAL (
         SELECT m.customer_id, m.slot
           FROM message m
          WHERE m.workspace_id = $1 AND m.channel = line.channel AND m.state = 0 AND m.due_at < $2 AND m.slot < 100
          ORDER BY m.due_at
          LIMIT $3
            FOR UPDATE SKIP LOCKED
     ) mine
     LIMIT $3
)
UPDATE message m SET state = CASE WHEN $4::smallint = 4 THEN 4 ELSE coalesce(m.fallback, $4) END,
    settled_at = CASE WHEN $4 = 4 OR m.fallback IS NULL THEN $5::bigint END
  FROM late
 WHERE m.workspace_id = $1 AND m.customer_id = late.customer_id AND m.slot = late.slot
RETURNING m.customer_id
