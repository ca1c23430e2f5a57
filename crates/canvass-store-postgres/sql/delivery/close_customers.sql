UPDATE customer c SET state = w.state, reason = w.reason
  FROM unnest($1::int[], $2::int[], $3::smallint[], $4::text[]) AS w (workspace_id, id, state, reason)
 WHERE c.workspace_id = w.workspace_id AND c.id = w.id
