DELETE FROM webhook_delivery WHERE (workspace_id, webhook_id, sequence) IN (
    SELECT d.workspace_id, d.webhook_id, d.sequence
    FROM webhook w
    CROSS JOIN webhook_delivery d INDEXED BY webhook_delivery_age
        ON d.workspace_id = w.workspace_id AND d.webhook_id = w.id
        AND d.created_at < CASE w.standing WHEN 4 THEN ?1 + 1 ELSE ?1 - w.keep_days * 864000000000 END
    WHERE d.state <> 1
    ORDER BY d.workspace_id, d.webhook_id, d.created_at, d.sequence LIMIT ?2)
