SELECT workspace_id FROM host WHERE host = ?1
