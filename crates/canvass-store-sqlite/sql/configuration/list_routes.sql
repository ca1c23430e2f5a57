SELECT id, position, conditions, questionnaire_id, template_id, language
FROM route WHERE workspace_id = ?1 ORDER BY position, id
