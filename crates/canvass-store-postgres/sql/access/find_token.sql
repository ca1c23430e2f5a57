SELECT id, workspace_id, name, hash, scopes, expires_at, settings, created_at, revoked_at FROM token WHERE id = $1
