INSERT INTO questionnaire_version (workspace_id, questionnaire_id, version, published_at, document)
SELECT workspace_id, id, MAX(COALESCE(version, 0), COALESCE(concept_version, 0)) + 1, ?3, draft
FROM questionnaire WHERE workspace_id = ?1 AND id = ?2
RETURNING version
