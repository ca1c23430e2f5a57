SELECT COUNT(*) FROM customer
JOIN batch ON batch.workspace_id = customer.workspace_id AND batch.id = customer.batch_id
WHERE customer.workspace_id = ?1 AND customer.id BETWEEN ?2 AND ?3 AND customer.batch_id = ?4 AND customer.state = 1
    AND (batch.state = 'PendingApproval' OR customer.is_waiting AND batch.state IN ('Approved', 'Active'))
