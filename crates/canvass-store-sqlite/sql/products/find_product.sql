SELECT id FROM product WHERE workspace_id = ?1 AND group_id = ?2 AND name_key = ?3
