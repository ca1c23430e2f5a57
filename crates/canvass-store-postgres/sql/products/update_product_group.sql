UPDATE product_group SET name = $3, name_key = $4, questionnaire_id = $5, template_id = $6
 WHERE workspace_id = $1 AND id = $2
