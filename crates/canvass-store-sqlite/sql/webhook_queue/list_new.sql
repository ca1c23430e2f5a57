SELECT workspace_id, id, kind, webhook_id FROM event INDEXED BY event_new
WHERE spread_at IS NULL ORDER BY workspace_id, id LIMIT ?1
