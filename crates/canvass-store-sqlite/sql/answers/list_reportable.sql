SELECT id FROM data_column WHERE workspace_id = ?1 AND is_reportable = 1
