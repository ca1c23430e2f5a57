UPDATE message m
   SET state = 0, due_at = coalesce($5, m.due_at), closes_at = coalesce($6, m.closes_at),
       ends_at = coalesce($7, m.ends_at), node_id = NULL, lease_until = NULL
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::int[]) AS w (workspace_id, customer_id, slot, fence)
 WHERE m.workspace_id = w.workspace_id AND m.customer_id = w.customer_id AND m.slot = w.slot AND m.fence = w.fence
   AND m.state + 0 = 1 -- by the key: see hand_over
