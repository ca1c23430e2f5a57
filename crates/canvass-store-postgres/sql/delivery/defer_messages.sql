-- What is not returned was stopped, answered or taken back by somebody else since it was weighed.
UPDATE message m SET state = 0, due_at = w.due_at, closes_at = w.closes_at, node_id = NULL, lease_until = NULL
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::bigint[], $5::bigint[]) WITH ORDINALITY
       AS w (workspace_id, customer_id, slot, due_at, closes_at, n)
 WHERE m.workspace_id = w.workspace_id AND m.customer_id = w.customer_id AND m.slot = w.slot AND m.state + 0 = 1
RETURNING w.n
