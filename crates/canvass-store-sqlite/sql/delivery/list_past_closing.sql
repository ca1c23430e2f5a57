SELECT message.workspace_id, message.customer_id, message.slot, message.due_at, message.closes_at, message.ends_at
FROM workspace CROSS JOIN message INDEXED BY message_due ON message.workspace_id = workspace.workspace_id
WHERE message.channel IN (0, 1, 2) AND message.state = 0 AND message.due_at <= ?1 AND message.closes_at <= ?1
    AND message.ends_at >= ?1
LIMIT ?2
