INSERT INTO client
(id, workspace_id, name, secret_hash, scopes, settings, scope_alias, outside_name, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT ON CONSTRAINT client_id DO NOTHING
