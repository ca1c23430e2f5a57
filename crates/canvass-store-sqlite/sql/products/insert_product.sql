INSERT INTO product (workspace_id, id, group_id, name, name_key, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
