-- What left before falls back and is told already (Q48).
-- Reminders to finish an answer that were held when their batch closed.
UPDATE message m SET state = coalesce(m.fallback, 8), settled_at = CASE WHEN m.fallback IS NULL THEN $3::bigint END
  FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
  JOIN batch b ON b.workspace_id = w.workspace_id AND b.id = w.id
 WHERE b.state = 'Closed' AND b.closed_at = $3 AND m.workspace_id = b.workspace_id AND m.batch_id = b.id
   AND m.customer_id BETWEEN b.first_customer AND coalesce(b.last_customer, b.first_customer + b.customers - 1)
   AND m.state IN (3, 4) AND m.state = 4 AND m.slot < 100
