SELECT id, batch_id, position, state, reason, email, phone, channel, send_at, transaction_at, ends_at, priority, previous_id,
    questionnaire_id, version, template_id, language, link_generation, data_values, prefilled, is_test, created_at,
    invited_at, reminded_at, partially_reminded_at, opened_at, finished_at, segment_id, about, contact_hash, is_contact_requested, link_counter,
    EXISTS (SELECT 1 FROM customer AS next WHERE next.workspace_id = customer.workspace_id AND next.previous_id = customer.id)
FROM customer WHERE workspace_id = ?1 AND id = ?2
