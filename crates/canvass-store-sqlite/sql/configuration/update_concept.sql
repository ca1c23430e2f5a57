UPDATE questionnaire SET concept_version = ?3 WHERE workspace_id = ?1 AND id = ?2
