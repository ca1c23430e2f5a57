SELECT workspace_id, customer_id, slot, fence, tries, due_at, closes_at, ends_at, round, first_left_at, departure
FROM message
WHERE workspace_id = ?1 AND customer_id = ?2 AND slot = ?3 AND state = 0 AND due_at <= ?4 AND closes_at > ?4 AND ends_at >= ?4
