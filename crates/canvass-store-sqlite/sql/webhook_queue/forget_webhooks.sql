DELETE FROM webhook WHERE standing = 4 AND NOT EXISTS (
    SELECT 1 FROM webhook_delivery d WHERE d.workspace_id = webhook.workspace_id AND d.webhook_id = webhook.id)
