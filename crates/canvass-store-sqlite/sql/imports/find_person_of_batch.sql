SELECT MIN(id) FROM customer WHERE workspace_id = ?1 AND contact_hash = ?3 AND batch_id = ?2
