SELECT id FROM customer WHERE workspace_id = $1 AND id = ANY ($2::int[])
