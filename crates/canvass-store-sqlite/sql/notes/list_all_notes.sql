SELECT id, customer_id, at, kind, author, text FROM note
WHERE workspace_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3
