SELECT EXISTS (SELECT 1 FROM block WHERE workspace_id = ?1)
