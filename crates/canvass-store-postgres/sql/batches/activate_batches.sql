UPDATE batch SET state = 'Active'
  FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
 WHERE batch.workspace_id = w.workspace_id AND batch.id = w.id AND batch.state = 'Approved'
