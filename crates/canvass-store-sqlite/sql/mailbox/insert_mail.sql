INSERT INTO mail (workspace_id, id, customer_id, message_id, recipient, subject, at, bytes)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
