SELECT id FROM product_group WHERE workspace_id = ?1 AND name_key = ?2
