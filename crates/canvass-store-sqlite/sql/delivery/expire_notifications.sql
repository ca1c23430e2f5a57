-- No customer's end date brings them to an end.
UPDATE message SET state = 8, settled_at = ?1, node_id = NULL, lease_until = NULL
WHERE state = 0 AND (workspace_id, customer_id, slot) IN (
    SELECT workspace_id, customer_id, slot FROM message INDEXED BY message_due
    WHERE state = 0 AND due_at < ?1 AND slot >= 100 AND ends_at < ?1 LIMIT ?2)
