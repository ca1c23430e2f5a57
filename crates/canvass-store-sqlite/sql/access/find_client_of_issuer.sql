SELECT id, workspace_id, name, secret_hash, scopes, settings, scope_alias, outside_name, older_secret_hash, created_at, disabled_at
FROM client WHERE workspace_id = ?1 AND (id = ?2 OR outside_name = ?2)
ORDER BY id <> ?2 LIMIT 1
