SELECT id, name_key FROM product_group WHERE workspace_id = $1 AND name_key = ANY($2)
