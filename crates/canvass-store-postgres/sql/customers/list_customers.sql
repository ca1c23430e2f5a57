SELECT id, batch_id, position, state, reason, email, phone, send_at, transaction_at, ends_at, priority, previous_id,
       questionnaire_id, version, template_id, language, link_generation, data_values, prefilled, is_test, created_at,
       invited_at, opened_at, finished_at, segment_id, about, contact_hash
  FROM customer
 WHERE workspace_id = $1 AND id BETWEEN $2 AND $3 AND ($4::smallint IS NULL OR state = $4)
 ORDER BY id LIMIT $5
