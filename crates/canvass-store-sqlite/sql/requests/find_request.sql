SELECT body, made_at, answer FROM request WHERE workspace_id = ?1 AND route = ?2 AND key = ?3
