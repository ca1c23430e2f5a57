SELECT id, group_id, name FROM product WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3
