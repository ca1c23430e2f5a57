UPDATE questionnaire SET policy = ?3 WHERE workspace_id = ?1 AND id = ?2
