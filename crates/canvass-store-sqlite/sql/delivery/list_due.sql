SELECT workspace_id, customer_id, slot, fence, tries, due_at, closes_at, ends_at, round, first_left_at
FROM message INDEXED BY message_due
WHERE workspace_id = ?1 AND state = 0 AND due_at <= ?2 AND closes_at > ?2 AND ends_at >= ?2
ORDER BY due_at, priority DESC, customer_id LIMIT ?3
