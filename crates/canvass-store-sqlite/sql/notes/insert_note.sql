INSERT INTO note (workspace_id, id, customer_id, at, kind, author, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
