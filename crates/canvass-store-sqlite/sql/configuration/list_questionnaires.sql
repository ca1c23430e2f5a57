SELECT id, guid, name, version, concept_version, created_at, policy FROM questionnaire WHERE workspace_id = ?1 ORDER BY id
