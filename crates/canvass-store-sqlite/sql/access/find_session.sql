SELECT workspace_id, user_id, expires_at FROM session WHERE hash = ?1 AND expires_at > ?2
