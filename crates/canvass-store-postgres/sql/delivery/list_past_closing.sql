SELECT late.*
  FROM workspace w
 CROSS JOIN LATERAL (
     SELECT m.workspace_id, m.customer_id, m.slot, m.due_at, m.closes_at, m.ends_at
       FROM message m
      WHERE m.workspace_id = w.workspace_id AND m.channel = ANY ('{0,1,2}'::smallint[]) AND m.state = 0
        AND m.due_at <= $1 AND m.closes_at <= $1 AND m.ends_at >= $1
      LIMIT $2
 ) late
 LIMIT $2
