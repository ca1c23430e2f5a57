SELECT id, customer_id, message_id, recipient, subject, bytes, at FROM mail
WHERE workspace_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3
