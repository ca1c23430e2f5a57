SELECT id, is_enabled, name, document FROM contact_rule WHERE workspace_id = ?1 ORDER BY id
