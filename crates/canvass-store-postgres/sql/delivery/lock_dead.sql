-- Hand-overs of dead nodes: nobody will tell how they ended. Never by time alone: the node may only be slow. A customer
-- that somebody works on is left for the next sweep.
SELECT m.workspace_id, m.customer_id, m.slot, m.fence
  FROM message m
  JOIN customer c ON c.workspace_id = m.workspace_id AND c.id = m.customer_id
  LEFT JOIN node n ON n.node_id = m.node_id
 WHERE m.state = 2 AND coalesce(n.beat_at, 0) < $1 AND m.node_id IS DISTINCT FROM $3
 LIMIT $2
   FOR UPDATE OF c SKIP LOCKED
