SELECT workspace_id, id, issuer, audience, keys, keys_url, created_at FROM issuer WHERE issuer = ?1 ORDER BY workspace_id, id
