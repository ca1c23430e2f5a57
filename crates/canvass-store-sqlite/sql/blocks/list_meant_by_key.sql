SELECT customer_id FROM customer_key WHERE workspace_id = ?1 AND column_id = ?2 AND hash = ?3 ORDER BY customer_id
