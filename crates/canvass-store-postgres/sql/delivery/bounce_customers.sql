UPDATE customer c SET state = 11
  FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
 WHERE c.workspace_id = w.workspace_id AND c.id = w.id AND c.state IN (2, 3, 4)
