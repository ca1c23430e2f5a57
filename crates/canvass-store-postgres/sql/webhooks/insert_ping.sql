INSERT INTO event (workspace_id, kind, at, webhook_id) VALUES ($1, 0, $2, $3) RETURNING id
