SELECT customer_id, slot, fallback FROM message INDEXED BY message_due
WHERE workspace_id = ?1 AND channel IN (0, 1, 2) AND state = 0 AND due_at < ?2 AND slot < 100 LIMIT ?3
