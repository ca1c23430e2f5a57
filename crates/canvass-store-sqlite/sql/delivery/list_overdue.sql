SELECT workspace_id, customer_id, slot FROM message INDEXED BY message_due
WHERE state = 0 AND due_at < ?1 AND slot < 100 ORDER BY due_at, workspace_id, customer_id LIMIT ?2
