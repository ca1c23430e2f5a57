INSERT INTO customer (workspace_id, id, batch_id, position, state, reason, is_test, ends_at, questionnaire_id, version,
    template_id, language, send_at, transaction_at, created_at, priority, previous_id, contact_hash, email, phone,
    data_values, prefilled, decisions, segment_id, about, is_contact_requested, link_counter, channel)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
    ?24, ?25, ?26, ?27, ?28)
