-- What left before falls back and is told already (Q48).
-- What is not returned was stopped, answered or taken back by somebody else since it was weighed.
UPDATE message m SET state = coalesce(m.fallback, w.state), settled_at = CASE WHEN m.fallback IS NULL THEN $5::bigint END,
    node_id = NULL, lease_until = NULL
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::smallint[]) WITH ORDINALITY
       AS w (workspace_id, customer_id, slot, state, n)
 WHERE m.workspace_id = w.workspace_id AND m.customer_id = w.customer_id AND m.slot = w.slot AND m.state + 0 = 1
RETURNING w.n
