SELECT workspace_id, customer_id, slot, attempts, handed_over_at FROM message INDEXED BY message_open
LEFT JOIN node ON node.node_id = message.node_id
WHERE message.state IN (1, 2) AND message.state = 2 AND (node.beat_at IS NULL OR node.beat_at < ?1) LIMIT ?2
