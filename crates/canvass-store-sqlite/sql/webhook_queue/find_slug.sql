SELECT slug FROM workspace WHERE workspace_id = ?1
