SELECT message.state, message.attempts, message.handed_over_at, customer.state, message.batch_id, message.fallback,
    customer.opened_at IS NOT NULL AND (message.slot = 0 OR COALESCE(customer.opened_at >= message.handed_over_at, FALSE))
FROM message
JOIN customer ON customer.workspace_id = message.workspace_id AND customer.id = message.customer_id
WHERE message.workspace_id = ?1 AND message.customer_id = ?2 AND message.slot = ?3 AND message.fence = ?4
    AND message.state IN (1, 2, 3)
