INSERT INTO app_user (workspace_id, id, name, name_key, role, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
