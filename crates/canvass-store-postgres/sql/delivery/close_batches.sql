UPDATE batch SET closed_at = $3, state = 'Closed', look_at = NULL
  FROM unnest($1::int[], $2::int[]) AS w (workspace_id, id)
 WHERE batch.workspace_id = w.workspace_id AND batch.id = w.id AND batch.look_at = 0
   AND batch.state IN ('PendingApproval', 'Approved', 'Active')
