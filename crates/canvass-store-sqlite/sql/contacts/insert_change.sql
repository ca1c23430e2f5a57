INSERT INTO contact_change (workspace_id, contact_number, customer_id, at, members) VALUES (?1, ?2, ?3, ?4, ?5)
