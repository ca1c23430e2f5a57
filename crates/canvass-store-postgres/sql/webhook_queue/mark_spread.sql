UPDATE event e SET spread_at = $3
  FROM unnest($1::int[], $2::bigint[]) AS n (workspace_id, id)
 WHERE e.workspace_id = n.workspace_id AND e.id = n.id
