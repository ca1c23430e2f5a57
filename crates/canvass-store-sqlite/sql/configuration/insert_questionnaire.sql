INSERT INTO questionnaire (workspace_id, id, guid, name, created_at, draft) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
