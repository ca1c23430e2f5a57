-- Customers that somebody answers for at this moment are left for the next look.
SELECT c.workspace_id, c.id, c.state, b.kind, m.state AS message_state
  FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
  JOIN batch b USING (workspace_id, id)
  JOIN customer c ON c.workspace_id = b.workspace_id AND c.batch_id = b.id
        AND c.id BETWEEN b.first_customer AND coalesce(b.last_customer, b.first_customer + b.customers - 1)
  LEFT JOIN message m ON m.workspace_id = c.workspace_id AND m.customer_id = c.id AND m.slot = 0
 WHERE c.state <= 5 AND c.ends_at < $3
 ORDER BY c.workspace_id, c.id
 LIMIT $4
   FOR UPDATE OF c SKIP LOCKED
