INSERT INTO message (workspace_id, customer_id, slot, batch_id, state, due_at, closes_at, ends_at)
SELECT $1::int, m.customer_id, 0, $2::int, 0, m.due_at, m.closes_at, m.ends_at
  FROM unnest($3::int[], $4::bigint[], $5::bigint[], $6::bigint[]) AS m (customer_id, due_at, closes_at, ends_at)
