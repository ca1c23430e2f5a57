SELECT id FROM customer WHERE workspace_id = ?1 AND contact_hash = ?2 ORDER BY id DESC LIMIT ?3
