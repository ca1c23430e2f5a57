-- The customers are held already, so that they are read here as they are.
SELECT w.n, m.state AS message_state, m.attempts, m.handed_over_at, m.batch_id, m.fallback, c.state,
       c.opened_at IS NOT NULL AND (m.slot = 0 OR COALESCE(c.opened_at >= m.handed_over_at, FALSE)) AS is_opened
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::int[]) WITH ORDINALITY
       AS w (workspace_id, customer_id, slot, fence, n)
  JOIN message m ON m.workspace_id = w.workspace_id AND m.customer_id = w.customer_id AND m.slot = w.slot
        AND m.fence = w.fence AND m.state IN (1, 2, 3)
  JOIN customer c ON c.workspace_id = m.workspace_id AND c.id = m.customer_id
 ORDER BY m.workspace_id, m.customer_id, m.slot
   FOR UPDATE OF m
