UPDATE contact_rule SET is_enabled = ?3, name = ?4, document = ?5 WHERE workspace_id = ?1 AND id = ?2
