INSERT INTO token (id, workspace_id, name, hash, scopes, expires_at, settings, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
