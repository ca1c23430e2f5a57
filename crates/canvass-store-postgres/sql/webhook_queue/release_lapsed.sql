WITH lapsed AS MATERIALIZED (
    SELECT workspace_id, webhook_id, sequence
      FROM webhook_delivery WHERE state = 1 AND lease_until <= $1 LIMIT $2
       FOR UPDATE SKIP LOCKED
)
UPDATE webhook_delivery d SET state = 0, node_id = NULL, lease_until = NULL
  FROM lapsed l
 WHERE d.workspace_id = l.workspace_id AND d.webhook_id = l.webhook_id AND d.sequence = l.sequence
