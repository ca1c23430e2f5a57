-- A customer with each of its messages, or without one.
SELECT customer.questionnaire_id, message.slot, message.state, customer.channel, message.handed_over_at, customer.finished_at,
    customer.opened_at, customer.segment_id IS NOT NULL
FROM customer INDEXED BY customer_contact
LEFT JOIN message ON message.workspace_id = customer.workspace_id AND message.customer_id = customer.id
    AND message.slot < 100
WHERE customer.workspace_id = ?1 AND customer.contact_hash = ?2 AND customer.id <> ?3 AND customer.is_test = 0
    AND (message.state IS NOT NULL OR customer.finished_at IS NOT NULL)
