INSERT INTO product_group (workspace_id, id, name, name_key, questionnaire_id, template_id, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
