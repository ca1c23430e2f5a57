UPDATE answer SET month = ?3 WHERE workspace_id = ?1 AND customer_id = ?2
RETURNING questionnaire_id, question_id, score
