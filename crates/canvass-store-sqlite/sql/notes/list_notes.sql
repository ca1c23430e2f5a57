SELECT id, customer_id, at, kind, author, text FROM note
WHERE workspace_id = ?1 AND customer_id = ?2 AND id > ?3 ORDER BY id LIMIT ?4
