SELECT customer.id, customer.state, message.state, customer.send_at, customer.ends_at,
    customer.is_waiting
FROM customer
LEFT JOIN message ON message.workspace_id = customer.workspace_id AND message.customer_id = customer.id
    AND message.slot = 0
WHERE customer.workspace_id = ?1 AND customer.id BETWEEN ?2 AND ?3 AND customer.batch_id = ?4
    AND customer.state <= 6
ORDER BY customer.id
