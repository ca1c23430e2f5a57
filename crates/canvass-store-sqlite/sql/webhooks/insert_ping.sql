INSERT INTO event (workspace_id, id, kind, at, webhook_id) VALUES (?1, ?2, 0, ?3, ?4)
