UPDATE segment SET code = ?3, name = ?4, questionnaire_id = ?5, template_id = ?6 WHERE workspace_id = ?1 AND id = ?2
