SELECT id, actor, action, object, at FROM audit WHERE workspace_id = ?1 AND id > ?2 ORDER BY id LIMIT ?3
