SELECT id, workspace_id, name, secret_hash, scopes, replays, older_secret_hash, created_at, disabled_at
FROM client WHERE id = ?1
