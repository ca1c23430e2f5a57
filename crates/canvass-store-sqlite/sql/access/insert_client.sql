INSERT INTO client (id, workspace_id, name, secret_hash, scopes, replays, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
