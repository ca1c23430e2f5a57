-- Slot 1 reminds whom the invitation reached and who has not answered; slot 2 who has answered in part.
INSERT INTO message (workspace_id, customer_id, slot, batch_id, state, due_at, closes_at, ends_at, priority, channel)
SELECT customer.workspace_id, customer.id, ?3, customer.batch_id, 0, ?4, ?5, ?6, customer.priority, customer.channel
FROM customer
JOIN message AS invitation ON invitation.workspace_id = customer.workspace_id AND invitation.customer_id = customer.id
    AND invitation.slot = 0
WHERE customer.workspace_id = ?1 AND customer.id = ?2
    AND (?3 = 1 AND customer.state IN (3, 5) AND invitation.state = 5
        OR ?3 = 2 AND customer.state = 6 AND invitation.state IN (2, 3, 5))
ON CONFLICT (workspace_id, customer_id, slot) DO NOTHING
