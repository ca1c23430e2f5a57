SELECT id, workspace_id, name, hash, scopes, expires_at, created_at, revoked_at FROM token WHERE id = ?1
