SELECT 1 FROM template WHERE workspace_id = ?1 AND id = ?2
