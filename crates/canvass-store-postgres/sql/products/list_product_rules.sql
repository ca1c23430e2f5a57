SELECT id, name, questionnaire_id, template_id, created_at
  FROM product_group WHERE workspace_id = $1 AND questionnaire_id IS NOT NULL ORDER BY id
