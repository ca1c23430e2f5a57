-- Deliveries are as old as the spreading of their event, so none is left of these.
WITH old AS MATERIALIZED (
    SELECT e.workspace_id, e.id
      FROM workspace s
     CROSS JOIN LATERAL (
           SELECT e.workspace_id, e.id
             FROM event e
            WHERE e.workspace_id = s.workspace_id AND e.spread_at IS NOT NULL
              AND e.spread_at < $1::bigint - 864000000000
                  * coalesce((SELECT max(w.keep_days) FROM webhook w WHERE w.workspace_id = s.workspace_id), 0)
            ORDER BY e.spread_at LIMIT $2
              FOR UPDATE SKIP LOCKED) AS e
     LIMIT $2
)
DELETE FROM event e USING old o WHERE e.workspace_id = o.workspace_id AND e.id = o.id
