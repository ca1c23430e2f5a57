SELECT workspace_id, customer_id, slot, fence FROM message INDEXED BY message_open
WHERE state IN (1, 2) AND state = 1 AND node_id <> ?1
