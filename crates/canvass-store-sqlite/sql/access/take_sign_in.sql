DELETE FROM sign_in WHERE hash = ?1 RETURNING workspace_id, user_id, expires_at
