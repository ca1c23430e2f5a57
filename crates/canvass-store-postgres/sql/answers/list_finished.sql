SELECT c.id, a.question_id, a.page_repetition, a.section_repetition, a.positions, a.is_not_applicable, a.text,
       a.files, a.answered_at, a.score
  FROM (SELECT workspace_id, id FROM customer
         WHERE workspace_id = $1 AND id > $2 AND state = 7 AND NOT is_test ORDER BY id LIMIT $3) c
  LEFT JOIN answer a ON a.workspace_id = c.workspace_id AND a.customer_id = c.id
 ORDER BY c.id, a.question_id, a.page_repetition, a.section_repetition
