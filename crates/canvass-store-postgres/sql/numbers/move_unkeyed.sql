UPDATE workspace SET unkeyed_to = nullif($2::int, 0) WHERE workspace_id = $1
