SELECT workspace_id, id, kind, webhook_id
  FROM event WHERE spread_at IS NULL ORDER BY workspace_id, id LIMIT $1
   FOR UPDATE SKIP LOCKED
