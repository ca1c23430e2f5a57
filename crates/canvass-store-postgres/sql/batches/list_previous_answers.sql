SELECT customer_id, question_id, page_repetition, section_repetition, positions, is_not_applicable, text, files,
       answered_at
  FROM answer WHERE workspace_id = $1 AND customer_id = ANY ($2::int[])
 ORDER BY customer_id, answered_at, question_id, page_repetition, section_repetition
