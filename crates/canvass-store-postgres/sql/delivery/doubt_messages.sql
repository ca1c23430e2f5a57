-- Hand-overs of dead nodes: nobody will tell how they ended. Never by time alone: the node may only be slow.
WITH dead AS MATERIALIZED (
    SELECT m.workspace_id, m.customer_id, m.slot
      FROM message m
      LEFT JOIN node n ON n.node_id = m.node_id
     WHERE m.state = 2 AND coalesce(n.beat_at, 0) < $1 AND m.node_id IS DISTINCT FROM $3
     LIMIT $2
       FOR UPDATE OF m SKIP LOCKED
)
UPDATE message m SET state = 3, settled_at = $4, last_line = $5, lease_until = NULL
  FROM dead d
 WHERE m.workspace_id = d.workspace_id AND m.customer_id = d.customer_id AND m.slot = d.slot
RETURNING m.workspace_id, m.customer_id, m.attempts, m.handed_over_at
