INSERT INTO request (workspace_id, route, key, principal, body, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
