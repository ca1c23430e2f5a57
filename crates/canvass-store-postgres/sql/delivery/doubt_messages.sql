-- Only what still is the same hand-over now that its customer is held.
UPDATE message m SET state = 3, settled_at = $5, last_line = $6, lease_until = NULL
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::int[]) AS d (workspace_id, customer_id, slot, fence)
  JOIN customer c ON c.workspace_id = d.workspace_id AND c.id = d.customer_id
 WHERE m.workspace_id = d.workspace_id AND m.customer_id = d.customer_id AND m.slot = d.slot AND m.fence = d.fence
   AND m.state + 0 = 2 -- by the key: see hand_over
RETURNING m.workspace_id, m.customer_id, m.slot, m.attempts, m.handed_over_at,
          c.opened_at IS NOT NULL AND (m.slot = 0 OR COALESCE(c.opened_at >= m.handed_over_at, FALSE)) AS is_opened
