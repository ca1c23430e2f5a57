SELECT batch.send_time FROM customer
JOIN batch ON batch.workspace_id = customer.workspace_id AND batch.id = customer.batch_id
WHERE customer.workspace_id = ?1 AND customer.id = ?2
