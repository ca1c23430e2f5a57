INSERT INTO contact_rule (workspace_id, id, is_enabled, created_at, name, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
