SELECT message.workspace_id, message.customer_id, message.slot
FROM workspace CROSS JOIN message INDEXED BY message_due ON message.workspace_id = workspace.workspace_id
WHERE message.state = 0 AND message.due_at < ?1 AND message.slot < 100 LIMIT ?2
