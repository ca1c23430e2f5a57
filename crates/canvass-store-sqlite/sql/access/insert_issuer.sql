INSERT INTO issuer (workspace_id, id, issuer, audience, keys, keys_url, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
