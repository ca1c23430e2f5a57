SELECT id FROM cut_value WHERE workspace_id = ?1 AND column_id = ?2 AND value = ?3
