-- Without a message only a finished response that was added makes rest (E76); that of a transaction, and a link handed
-- out for one, do not (Q45, Q69).
SELECT customer.questionnaire_id, message.state, message.handed_over_at, customer.finished_at, customer.opened_at
FROM customer INDEXED BY customer_contact
LEFT JOIN message ON message.workspace_id = customer.workspace_id AND message.customer_id = customer.id
    AND message.slot = 0
WHERE customer.workspace_id = ?1 AND customer.contact_hash = ?2 AND customer.id <> ?3 AND customer.is_test = 0
    AND (message.state IS NOT NULL OR customer.segment_id IS NULL)
