SELECT workspace_id, id, name, role, created_at FROM app_user WHERE workspace_id = ?1 ORDER BY id
