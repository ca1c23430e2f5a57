UPDATE organisation SET is_active = $3, domains = $4 WHERE workspace_id = $1 AND id = $2
