SELECT 1 FROM data_column WHERE workspace_id = ?1 AND id = ?2
