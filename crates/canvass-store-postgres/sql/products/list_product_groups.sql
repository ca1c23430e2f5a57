SELECT id, name, questionnaire_id, template_id, created_at
  FROM product_group WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3
