INSERT INTO answer AS a (workspace_id, customer_id, questionnaire_id, is_test, question_id, page_repetition,
                         section_repetition, score, is_not_applicable, positions, answered_at, text, files)
SELECT $1::int, $2::int, $3::int, $4::bool, n.*
  FROM unnest($5::int[], $6::int[], $7::int[], $8::int[], $9::bool[], $10::text[], $11::bigint[], $12::text[],
              $13::text[]) AS n
    ON CONFLICT (workspace_id, customer_id, question_id, page_repetition, section_repetition) DO UPDATE
       SET questionnaire_id = excluded.questionnaire_id, is_test = excluded.is_test, score = excluded.score,
           is_not_applicable = excluded.is_not_applicable, positions = excluded.positions,
           answered_at = excluded.answered_at, text = excluded.text, files = excluded.files
