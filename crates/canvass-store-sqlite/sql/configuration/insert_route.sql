INSERT INTO route (workspace_id, id, position, conditions, questionnaire_id, template_id, language)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
