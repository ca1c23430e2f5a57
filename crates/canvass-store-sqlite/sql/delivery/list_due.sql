-- The lines of the channels, merged: mail, text messages, and what goes as its customer does.
SELECT workspace_id, customer_id, slot, fence, tries, due_at, closes_at, ends_at, round, first_left_at, departure, priority
FROM message INDEXED BY message_due
WHERE workspace_id = ?1 AND channel = 0 AND state = 0 AND due_at <= ?2 AND closes_at > ?2 AND ends_at >= ?2
UNION ALL
SELECT workspace_id, customer_id, slot, fence, tries, due_at, closes_at, ends_at, round, first_left_at, departure, priority
FROM message INDEXED BY message_due
WHERE workspace_id = ?1 AND channel = 1 AND state = 0 AND due_at <= ?2 AND closes_at > ?2 AND ends_at >= ?2
UNION ALL
SELECT workspace_id, customer_id, slot, fence, tries, due_at, closes_at, ends_at, round, first_left_at, departure, priority
FROM message INDEXED BY message_due
WHERE workspace_id = ?1 AND channel = 2 AND state = 0 AND due_at <= ?2 AND closes_at > ?2 AND ends_at >= ?2
ORDER BY due_at, priority DESC, customer_id LIMIT ?3
