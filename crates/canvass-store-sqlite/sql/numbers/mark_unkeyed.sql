UPDATE workspace SET unkeyed_to = (SELECT MAX(id) FROM customer WHERE customer.workspace_id = ?1) WHERE workspace_id = ?1
