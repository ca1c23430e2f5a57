SELECT message.workspace_id, message.customer_id, message.slot, message.attempts, message.handed_over_at,
    customer.opened_at IS NOT NULL AND (message.slot = 0 OR COALESCE(customer.opened_at >= message.handed_over_at, FALSE))
FROM message INDEXED BY message_open
JOIN customer ON customer.workspace_id = message.workspace_id AND customer.id = message.customer_id
LEFT JOIN node ON node.node_id = message.node_id
WHERE message.state IN (1, 2) AND message.state = 2 AND (node.beat_at IS NULL OR node.beat_at < ?1) LIMIT ?2
