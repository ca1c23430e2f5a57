UPDATE webhook_delivery SET state = 0, node_id = NULL, lease_until = NULL
WHERE (workspace_id, webhook_id, sequence) IN (
    SELECT workspace_id, webhook_id, sequence FROM webhook_delivery INDEXED BY webhook_delivery_open
    WHERE state = 1 AND lease_until <= ?1 LIMIT ?2)
