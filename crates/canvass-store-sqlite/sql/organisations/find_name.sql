SELECT id FROM organisation WHERE workspace_id = ?1 AND name_key = ?2
