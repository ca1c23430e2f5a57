SELECT state, batch_id FROM customer WHERE workspace_id = ?1 AND id = ?2
