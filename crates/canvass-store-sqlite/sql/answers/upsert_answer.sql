INSERT INTO answer (workspace_id, customer_id, question_id, page_repetition, section_repetition, questionnaire_id,
    is_test, score, is_not_applicable, positions, answered_at, text, files)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
ON CONFLICT (workspace_id, customer_id, question_id, page_repetition, section_repetition) DO UPDATE SET
    questionnaire_id = excluded.questionnaire_id, is_test = excluded.is_test, score = excluded.score,
    is_not_applicable = excluded.is_not_applicable, positions = excluded.positions,
    answered_at = excluded.answered_at, text = excluded.text, files = excluded.files
