SELECT id, batch_id, position, state, reason, email, phone, channel, send_at, transaction_at, ends_at, priority, previous_id,
       questionnaire_id, version, template_id, language, link_generation, data_values, prefilled, is_test, created_at,
       invited_at, reminded_at, partially_reminded_at, opened_at, finished_at, segment_id, about, contact_hash, is_contact_requested, link_counter,
       EXISTS (SELECT FROM customer n
                WHERE n.workspace_id = customer.workspace_id AND n.previous_id = customer.id) AS is_previous
  FROM customer
 WHERE workspace_id = $1 AND id BETWEEN $2 AND $3 AND ($4::smallint IS NULL OR state = $4)
   AND ($6::int IS NULL OR batch_id = $6)
 ORDER BY id LIMIT $5
