SELECT batch_id, channel, email, phone, questionnaire_id, version, template_id, language, data_values, link_generation
FROM customer WHERE workspace_id = ?1 AND id = ?2
