SELECT id, name, kind FROM organisation_field WHERE workspace_id = ?1 ORDER BY id
