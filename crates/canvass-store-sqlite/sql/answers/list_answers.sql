SELECT question_id, page_repetition, section_repetition, positions, is_not_applicable, text, files, answered_at, score
FROM answer WHERE workspace_id = ?1 AND customer_id = ?2
ORDER BY question_id, page_repetition, section_repetition
