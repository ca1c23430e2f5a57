SELECT configuration_version FROM workspace WHERE workspace_id = ?1
