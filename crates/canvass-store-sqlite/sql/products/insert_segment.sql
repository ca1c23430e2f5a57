INSERT INTO segment (workspace_id, id, parent_id, code, name, questionnaire_id, template_id, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
