SELECT a.month, v.value, a.score, count(*) AS answers
  FROM answer a
  JOIN answer_cut x ON x.workspace_id = a.workspace_id AND x.customer_id = a.customer_id AND x.column_id = $4
  JOIN cut_value v ON v.workspace_id = x.workspace_id AND v.column_id = x.column_id AND v.id = x.value_id
 WHERE a.workspace_id = $1 AND a.questionnaire_id = $2 AND a.question_id = $3 AND a.month IS NOT NULL
   AND NOT a.is_test AND a.score IS NOT NULL
 GROUP BY a.month, v.value, a.score ORDER BY a.month, v.value COLLATE "C", a.score
