SELECT id, guid, name, version, created_at, policy FROM questionnaire WHERE workspace_id = $1 ORDER BY id
