INSERT INTO customer (workspace_id, id, batch_id, position, is_test, created_at,
                      state, reason, email, contact_hash, phone, send_at, transaction_at, ends_at, priority, previous_id,
                      questionnaire_id, version, template_id, language, data_values, prefilled, decisions,
                      segment_id, about, is_contact_requested, link_counter, channel)
SELECT $1::int, $2::int + (c.n::int - 1), $3::int, $4::int + (c.n::int - 1), $5::bool, $6::bigint,
       c.state, c.reason, c.email, c.contact_hash, c.phone, c.send_at, c.transaction_at, c.ends_at, c.priority,
       c.previous_id, c.questionnaire_id, c.version, c.template_id, c.language, c.data_values, c.prefilled, c.decisions,
       c.segment_id, c.about, c.is_contact_requested, c.link_counter, c.channel
  FROM unnest($7::smallint[], $8::text[], $9::text[], $10::bytea[], $11::text[], $12::bigint[], $13::bigint[],
              $14::bigint[], $15::int[], $16::int[], $17::int[], $18::int[], $19::int[], $20::text[], $21::text[],
              $22::text[], $23::text[], $24::int[], $25::text[], $26::bool[], $27::bool[], $28::smallint[]) WITH ORDINALITY
       AS c (state, reason, email, contact_hash, phone, send_at, transaction_at, ends_at, priority, previous_id,
             questionnaire_id, version, template_id, language, data_values, prefilled, decisions,
             segment_id, about, is_contact_requested, link_counter, channel, n)
