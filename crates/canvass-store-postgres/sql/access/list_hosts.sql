SELECT host, created_at FROM host WHERE workspace_id = $1 ORDER BY host
