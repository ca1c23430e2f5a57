SELECT id FROM customer INDEXED BY customer_contact WHERE workspace_id = ?1 AND contact_hash = ?3 AND batch_id = ?2
ORDER BY id LIMIT 1
