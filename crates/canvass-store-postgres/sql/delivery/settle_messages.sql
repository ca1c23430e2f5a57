UPDATE message m
   SET state = s.state, tries = m.tries + s.more_tries,
       settled_at = s.settled_at, peer = s.peer, last_line = s.last_line,
       due_at = coalesce(s.due_at, m.due_at), closes_at = coalesce(s.closes_at, m.closes_at),
       ends_at = coalesce(s.ends_at, m.ends_at), node_id = NULL, lease_until = NULL
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::smallint[], $5::int[], $6::bigint[], $7::text[], $8::text[],
              $9::bigint[], $10::bigint[], $11::bigint[])
       AS s (workspace_id, customer_id, slot, state, more_tries, settled_at, peer, last_line, due_at, closes_at, ends_at)
 WHERE m.workspace_id = s.workspace_id AND m.customer_id = s.customer_id AND m.slot = s.slot
