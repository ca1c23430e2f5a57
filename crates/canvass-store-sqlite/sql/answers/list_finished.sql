SELECT id FROM customer WHERE workspace_id = ?1 AND id > ?2 AND state = 7 AND is_test = 0 ORDER BY id LIMIT ?3
