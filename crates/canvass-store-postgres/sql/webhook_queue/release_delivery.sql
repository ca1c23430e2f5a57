UPDATE webhook_delivery d SET state = 0, node_id = NULL, lease_until = NULL
  FROM unnest($3::bigint[], $4::int[]) AS n (sequence, fence)
 WHERE d.workspace_id = $1 AND d.webhook_id = $2 AND d.sequence = n.sequence AND d.fence = n.fence AND d.state = 1
