UPDATE client SET name = ?3, settings = ?4, scope_alias = ?5, outside_name = ?6
WHERE workspace_id = ?1 AND id = ?2
