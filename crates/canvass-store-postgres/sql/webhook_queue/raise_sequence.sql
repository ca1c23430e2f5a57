UPDATE webhook w SET next_sequence = n.next
  FROM unnest($1::int[], $2::int[], $3::bigint[]) AS n (workspace_id, id, next)
 WHERE w.workspace_id = n.workspace_id AND w.id = n.id
