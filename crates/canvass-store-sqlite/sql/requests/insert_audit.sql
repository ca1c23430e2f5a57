INSERT INTO audit (workspace_id, id, actor, action, object, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
