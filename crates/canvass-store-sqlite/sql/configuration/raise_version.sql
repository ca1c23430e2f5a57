UPDATE workspace SET configuration_version = configuration_version + 1 WHERE workspace_id = ?1
