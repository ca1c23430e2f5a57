SELECT batch_id, questionnaire_id, opened_at FROM customer WHERE workspace_id = ?1 AND id = ?2
