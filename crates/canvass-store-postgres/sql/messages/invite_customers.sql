UPDATE customer c SET state = CASE c.state WHEN 2 THEN 3 ELSE c.state END, invited_at = coalesce(c.invited_at, $3)
  FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
 WHERE c.workspace_id = w.workspace_id AND c.id = w.id
