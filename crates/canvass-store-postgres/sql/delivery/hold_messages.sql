WITH late AS MATERIALIZED (
    SELECT mine.workspace_id, mine.customer_id, mine.slot
      FROM workspace w
     CROSS JOIN LATERAL (
         SELECT m.workspace_id, m.customer_id, m.slot
           FROM message m
          WHERE m.workspace_id = w.workspace_id AND m.state = 0 AND m.due_at < $1 AND m.slot < 100
          ORDER BY m.due_at, m.priority DESC, m.customer_id
          LIMIT $2
            FOR UPDATE SKIP LOCKED
     ) mine
     LIMIT $2
)
UPDATE message m SET state = 4, settled_at = $3
  FROM late
 WHERE m.workspace_id = late.workspace_id AND m.customer_id = late.customer_id AND m.slot = late.slot
RETURNING m.workspace_id, m.customer_id
