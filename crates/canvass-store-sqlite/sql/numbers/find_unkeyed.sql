SELECT unkeyed_to FROM workspace WHERE workspace_id = ?1
