SELECT id, parent_id, code, name, questionnaire_id, template_id, created_at
FROM segment WHERE workspace_id = ?1 ORDER BY id
