-- THE fence. One statement for the whole slice: what is not returned was not handed over. "+ 0" keeps the planner from
-- walking all open messages once for each of the slice, which it does while it knows little of the table.
UPDATE message m
   SET state = 2, attempts = m.attempts + 1, handed_over_at = $6, peer = coalesce(w.peer, m.peer)
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::int[], $7::text[]) WITH ORDINALITY
       AS w (workspace_id, customer_id, slot, fence, peer, n)
 WHERE m.workspace_id = w.workspace_id AND m.customer_id = w.customer_id AND m.slot = w.slot
   AND m.state + 0 = 1 AND m.fence = w.fence AND m.node_id + 0 = $5
   AND m.due_at <= $6 AND m.closes_at > $6 AND m.ends_at >= $6 AND m.lease_until > $6
RETURNING w.n
