SELECT id FROM segment WHERE workspace_id = ?1 AND id = ?2
