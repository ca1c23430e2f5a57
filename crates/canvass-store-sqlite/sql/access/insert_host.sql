INSERT INTO host (workspace_id, host, created_at) VALUES (?1, ?2, ?3)
