-- Of the listed messages those that are still due, and that nobody else claims at this moment. "+ 0" as in claim_messages.
WITH mine AS MATERIALIZED (
    SELECT m.workspace_id, m.customer_id, m.slot, k.n AS turn
      FROM unnest($1::int[], $2::int[], $3::smallint[]) WITH ORDINALITY AS k (workspace_id, customer_id, slot, n)
      JOIN message m ON m.workspace_id = k.workspace_id AND m.customer_id = k.customer_id AND m.slot = k.slot
     WHERE m.state + 0 = 0 AND m.due_at <= $4 AND m.closes_at > $4 AND m.ends_at >= $4
       FOR UPDATE OF m SKIP LOCKED
)
UPDATE message m
   SET state = 1, fence = m.fence + 1, node_id = $5, lease_until = $6
  FROM mine
 WHERE m.workspace_id = mine.workspace_id AND m.customer_id = mine.customer_id AND m.slot = mine.slot AND m.state + 0 = 0
RETURNING m.workspace_id, m.customer_id, m.slot, m.fence, m.tries, m.due_at, m.closes_at, m.ends_at, m.round, m.first_left_at,
          m.departure, mine.turn
