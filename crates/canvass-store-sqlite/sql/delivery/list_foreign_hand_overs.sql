SELECT workspace_id, customer_id, slot, attempts, handed_over_at FROM message INDEXED BY message_open
WHERE state IN (1, 2) AND state = 2 AND node_id <> ?1
