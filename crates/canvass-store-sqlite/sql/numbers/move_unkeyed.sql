UPDATE workspace SET unkeyed_to = NULLIF(?2, 0) WHERE workspace_id = ?1
