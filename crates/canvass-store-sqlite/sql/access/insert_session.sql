INSERT INTO session (hash, workspace_id, user_id, expires_at) VALUES (?1, ?2, ?3, ?4)
