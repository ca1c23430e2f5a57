UPDATE customer c SET state = n.state, reason = n.reason, ends_at = coalesce(n.ends_at, c.ends_at),
                      is_waiting = false
  FROM unnest($3::int[], $4::smallint[], $5::text[], $6::bigint[]) AS n (id, state, reason, ends_at)
 WHERE c.workspace_id = $1 AND c.id = n.id AND c.batch_id = $2
