SELECT workspace_id, id, issuer, audience, keys, keys_url, created_at FROM issuer WHERE workspace_id = $1 ORDER BY id
