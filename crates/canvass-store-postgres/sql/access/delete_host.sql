DELETE FROM host WHERE workspace_id = $1 AND host = $2
