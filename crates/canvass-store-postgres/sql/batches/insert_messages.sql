-- Priority and channel are those of the customer, who may have been stored before.
INSERT INTO message (workspace_id, customer_id, slot, batch_id, state, due_at, closes_at, ends_at, priority, channel)
SELECT $1::int, m.customer_id, 0, $2::int, 0, m.due_at, m.closes_at, m.ends_at,
       coalesce(m.priority, (SELECT c.priority FROM customer c WHERE c.workspace_id = $1 AND c.id = m.customer_id)),
       coalesce(m.channel, (SELECT c.channel FROM customer c WHERE c.workspace_id = $1 AND c.id = m.customer_id))
  FROM unnest($3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[], $8::smallint[])
       AS m (customer_id, due_at, closes_at, ends_at, priority, channel)
