SELECT customer.id, customer.state, message.state
FROM customer
LEFT JOIN message ON message.workspace_id = customer.workspace_id AND message.customer_id = customer.id
    AND message.slot = 0
WHERE customer.workspace_id = ?1 AND customer.id BETWEEN ?2 AND ?3 AND customer.batch_id = ?6
    AND customer.state <= 5 AND customer.ends_at < ?4
ORDER BY customer.id LIMIT ?5
