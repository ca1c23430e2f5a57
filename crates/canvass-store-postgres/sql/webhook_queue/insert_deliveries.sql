INSERT INTO webhook_delivery (workspace_id, webhook_id, sequence, event_id, kind, due_at, created_at)
SELECT n.workspace_id, n.webhook_id, n.sequence, n.event_id, n.kind, $6::bigint, $6::bigint
  FROM unnest($1::int[], $2::int[], $3::bigint[], $4::bigint[], $5::smallint[])
       AS n (workspace_id, webhook_id, sequence, event_id, kind)
