SELECT id FROM customer INDEXED BY customer_contact WHERE workspace_id = ?1 AND contact_hash = ?2 AND (state <= 6 OR state = 9)
ORDER BY id
