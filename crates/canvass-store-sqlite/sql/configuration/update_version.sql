-- What is published is newer than any concept before it.
UPDATE questionnaire SET version = ?3, concept_version = NULL WHERE workspace_id = ?1 AND id = ?2
