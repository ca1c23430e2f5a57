DELETE FROM contact_rule WHERE workspace_id = $1 AND id = $2
