UPDATE message m
   SET due_at = w.due_at, closes_at = w.closes_at, ends_at = w.ends_at
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[])
       AS w (workspace_id, customer_id, slot, due_at, closes_at, ends_at)
 WHERE m.workspace_id = w.workspace_id AND m.customer_id = w.customer_id AND m.slot = w.slot
   AND m.state + 0 = 0 -- by the key: see hand_over
