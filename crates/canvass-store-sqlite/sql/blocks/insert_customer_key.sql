INSERT INTO customer_key (workspace_id, customer_id, column_id, hash) VALUES (?1, ?2, ?3, ?4)
