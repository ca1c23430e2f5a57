INSERT INTO webhook_delivery (workspace_id, webhook_id, sequence, event_id, kind, due_at, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
