-- What left before falls back and is told already (Q48).
-- No sweep of customers brings these to an end: mails about batches are to none, and a partial answer stays one (E15).
UPDATE message SET state = COALESCE(fallback, 8), settled_at = CASE WHEN fallback IS NULL THEN ?1 END,
    node_id = NULL, lease_until = NULL
WHERE state = 0 AND (workspace_id, customer_id, slot) IN (
    SELECT due.workspace_id, due.customer_id, due.slot
    FROM workspace CROSS JOIN message AS due INDEXED BY message_due ON due.workspace_id = workspace.workspace_id
    WHERE due.channel IN (0, 1, 2) AND due.state = 0 AND due.due_at < ?1 AND due.slot > 0 AND due.ends_at < ?1
    LIMIT ?2)
RETURNING slot
