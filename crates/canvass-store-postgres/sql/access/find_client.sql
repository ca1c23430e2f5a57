SELECT id, workspace_id, name, secret_hash, scopes, settings, scope_alias, outside_name, older_secret_hash, created_at, disabled_at
FROM client WHERE id = $1
