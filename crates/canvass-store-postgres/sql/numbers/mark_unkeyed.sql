UPDATE workspace SET unkeyed_to = (SELECT max(c.id) FROM customer c WHERE c.workspace_id = $1) WHERE workspace_id = $1
