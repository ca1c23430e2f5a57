UPDATE message m SET state = 8, settled_at = $3, node_id = NULL, lease_until = NULL
  FROM unnest($1::int[], $2::int[]) AS w (workspace_id, customer_id)
 WHERE m.workspace_id = w.workspace_id AND m.customer_id = w.customer_id AND m.slot < 100
   AND m.state IN (0, 1, 4)
