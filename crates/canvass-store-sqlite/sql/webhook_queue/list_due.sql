SELECT d.sequence, d.fence + 1, d.tries, d.round, e.id, e.kind, e.version, e.at, e.batch_id, e.customer_id, e.block_id, e.questionnaire_id, e.slot, e.state, e.before, e.word
FROM webhook_delivery d INDEXED BY webhook_delivery_due
JOIN event e ON e.workspace_id = d.workspace_id AND e.id = d.event_id
WHERE d.workspace_id = ?1 AND d.webhook_id = ?2 AND d.state = 0 AND d.due_at <= ?3
ORDER BY d.due_at, d.sequence LIMIT ?4
